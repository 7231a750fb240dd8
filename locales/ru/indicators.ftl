# Показатели: список, одна цифра, кто за ней, как она считается.

command-indicators = Показатели
about-indicators = цифры положения, каждая открывается до записи
title-indicators = показатели
title-indicator = показатель
title-indicator-schools = показатель по школам
title-indicator-parts = показатель подробнее
title-indicator-people = люди за показателем
title-indicator-sessions = записи за показателем
title-indicator-how = как считается показатель
title-indicator-readings = как понято положение

period-calendar-year = { $year } год
period-half-year = { $part }-е полугодие { $year }
period-quarter = { $part }-й квартал { $year }
period-academic-year = { $year }/{ $next } учебный год
period-point = { $day }

indicators-list = **Показатели**, { $period }
    { $span }
    { $lines }
    Какой открыть?
indicators-list-own = **Показатели** ваших школ, { $period }
    { $span }
    { $lines }
    Какой открыть?
indicators-line = • { $title } — { $value }
indicators-other-period = Другой период
indicators-period-or-report = Другой период, отчёт
indicators-report = Отчёт за этот же период
indicators-which-period = За какой период? Можно написать: 2026, 2026-H1, 2026-Q3, 2025/26 или день 2026-11-21.
indicators-many-periods = Периодов открыто уже много. Начните, пожалуйста, с «Показателей» заново.
indicators-unknown = Такого показателя больше нет. Все показатели — в «Показателях».

indicators-percent = { $value } %
indicators-number = { $value } { $unit }
indicators-no-data = нет данных
indicators-day = { $day }
indicators-span = { $first } – { $last }

indicators-screen = { $lines }
indicators-head = **{ $title }** (п. { $clause })
indicators-place = { $place }
indicators-value = { $value } · { $span }
indicators-share = { $value } · { $count } из { $total } { $total ->
    [one] { $one }
   *[other] { $many }
} · { $span }
indicators-share-people = { $value } · { $count } из { $total } { $total ->
    [one] человека
   *[other] человек
} · { $span }
indicators-share-requests = { $value } · { $count } из { $total } { $total ->
    [one] заявки
   *[other] заявок
} · { $span }
indicators-ratio = { $value } · { $count } на { $total } · { $span }
indicators-part-of = { $title }: { $value } % ({ $count })
indicators-appeals = Обращений в сообществе от тех, кого помощник не знает: { $count }. В показатель они не входят.
indicators-behind = За этим { $sessions } { $sessions ->
    [one] сеанс
    [few] сеанса
   *[many] сеансов
}, { $requests } { $requests ->
    [one] заявка
    [few] заявки
   *[many] заявок
}.
indicators-more = На { $points } п. п. больше, чем за тот же срок прошлого года.
indicators-less = На { $points } п. п. меньше, чем за тот же срок прошлого года.
indicators-same = Столько же, сколько за тот же срок прошлого года.
indicators-count-before = За тот же срок прошлого года — { $value }.
indicators-none-before = За тот же срок прошлого года записей нет.
indicators-members-aside = За период { $count } { $count ->
    [one] сеанс { $members } сюда не входит
    [few] сеанса { $members } сюда не входят
   *[many] сеансов { $members } сюда не входят
}: п. { $clause } считает { $methodists }.
indicators-gone = В числе первых { $count } { $count ->
    [one] человек, который с тех пор ушёл: его запись остаётся
    [few] человека, которые с тех пор ушли: их записи остаются
   *[many] человек, которые с тех пор ушли: их записи остаются
} в счёте.
indicators-aside = Не вошли { $what }.
indicators-unknown-age = У { $count } { $count ->
    [one] педагога
   *[other] педагогов
} не указан год рождения или стаж: кто молодой, не видно, и они не вошли.

indicators-by-school = По школам
indicators-who = { $count ->
    [1] Кто это
   *[other] Кто эти { $count }
}
indicators-who-not = Кто ещё не охвачен
indicators-which = Что это за записи
indicators-how = Как считается
indicators-parts = Подробнее
indicators-readings = Как понято положение
indicators-all = Все показатели
indicators-back = К показателю

indicators-schools = **{ $title }** по школам, { $span }
    Какую открыть?
indicators-row = { $title } — { $value } % ({ $count } из { $total })
indicators-row-count = { $title } — { $count }
indicators-row-nothing = { $title } — нет данных
indicators-not-recorded = не указано
indicators-too-few = { $line }
    Здесь меньше пяти человек, поэтому открыто только число.
indicators-no-rows = Записей за этот период пока нет.
indicators-which-part = **{ $title }**
    Что показать подробнее?
indicators-by-organisation = По школам
indicators-by-organisation-kind = По видам школ
indicators-by-form = По формам
indicators-by-channel = По каналам
indicators-by-direction = По направлениям
indicators-by-methodist = По тем, кто помогал
indicators-by-topic = По темам
indicators-by-subject = По предметам
indicators-rows = **{ $title }**, { $span }
    { $part }:
    { $rows }
indicators-more-rows = и ещё { $count }

indicators-which-school = Людей много. Из какой школы?
indicators-school-people = { $school } — { $count }
indicators-people = **{ $title }**
    В счёт вошли: { $count }. Кого открыть?
indicators-people-not = **{ $title }**
    Ещё не охвачены: { $count }. Кого открыть?
indicators-person = { $name }
indicators-person-gone = { $name } · уже не работает
indicators-person-by-year = { $name } · по году рождения
indicators-nobody = Здесь никого нет.
indicators-no-sessions = { $name }: за этот период записей о помощи нет.
indicators-sessions = { $name }
    Записей за период: { $count }, из них в счёт: { $counted }. Какую открыть?
indicators-session = { $day } · { $form }
indicators-session-not = { $day } · { $form } · не в счёт: { $role }
indicators-held-list = **{ $title }**
    В счёт вошли: { $count }. Какую запись открыть?
indicators-held = { $day } · { $place }
indicators-held-not = { $day } · { $place } · не в счёт

indicators-card = **Запись № { $number }**
    { $lines }
indicators-card-head = { $form } · { $channel } · { $minutes } мин · { $day }
indicators-card-provider = Кто помог: { $name } ({ $role })
indicators-card-place = { $Term_organisation_nom }: { $value }
indicators-card-people = Кому: { $value }
indicators-card-topic = Тема: { $value }
indicators-card-result = Итог: { $value }
indicators-card-composition = Состав: { $value }
indicators-card-recommendation = Рекомендация: { $value }
indicators-card-term = Срок: { $value }
indicators-card-request = По заявке № { $value }
indicators-card-asked-at = Где спросили: { $value }
indicators-card-voided = Аннулирована: { $value }
indicators-others = и ещё { $count } из других школ

indicators-how-title = **{ $title }**
indicators-how-formal = Показатель самого положения, п. { $clause }.
indicators-how-derived = Следует из обязанности в положении, п. { $clause }.
indicators-how-numerator = Считаем: { $text }.
indicators-how-base = От кого доля: { $text }.
indicators-how-span = Дни: { $span }. Список сотрудников — на последний из них.
indicators-how-left-out = Не вошли:
    { $lines }
indicators-how-by-year = У { $count } в знаменателе возраст взят по году рождения: день не указан.
indicators-how-gone = В числителе { $count } из тех, кто с тех пор ушёл: записи о них остаются, если школа — { $term_territory_gen }.
indicators-how-rounded = Доля округлена до десятых, половина — вверх.
indicators-how-sources = Откуда числитель: записи помощника — { $store }, загруженные списки — { $imported }, внесено вручную — { $manual }.
indicators-how-rule = Правило счёта { $version }.
indicators-out-left = ушли за период (в знаменателе их нет) — { $count }
indicators-out-external = внешние совместители — { $count }
indicators-out-birth = не указан год рождения — { $count }
indicators-out-experience = не указано начало стажа — { $count }
indicators-out-post = получили помощь, но на другой должности — { $count }
indicators-out-stranger = получили помощь, но в списке сотрудников не найдены — { $count }
indicators-out-voided = аннулированные записи — { $count }
indicators-out-provider = сеансы, где помогал не тот, о ком показатель ({ $role }) — { $count }
indicators-out-no-organisation = записи, где не названа { $term_organisation_nom } — { $count }
indicators-out-no-deficits = записи, где не отмечены { $term_flag_nom } — { $count }
indicators-out-no-composition = записи без состава — { $count }
indicators-out-no-recommendation = записи без рекомендаций — { $count }
indicators-readings-of = **{ $title }**: как понято положение
    { $lines }
indicators-reading = { $question }: **{ $chosen }**. Можно и иначе: { $others }.
indicators-reading-only = { $question }: **{ $chosen }**.

indicators-why-nobody = В списке сотрудников нет никого, от кого считать долю.
indicators-why-no-requests = За этот период заявок не было, долю считать не от чего.
indicators-why-no-members = На этот день никто не назначен, делить не на кого.
indicators-why-not-kept = Таких записей в помощнике пока нет, поэтому нет и числа.
indicators-no-school = Не видно, в какой школе вы работаете. Скажите, пожалуйста, { $term_coordinator_dat }.
