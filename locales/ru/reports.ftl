# Отчёты: что выбрать в чате, что стоит в таблицах, записке и отчёте о своей работе.

command-report = Отчёт
about-report = таблицы, записка и данные за период, отчёт о своей работе
title-report = отчёт

reports-which = **Отчёт**, { $period }
    Что сделать?
reports-book = Таблицы (.xlsx)
reports-paper = Записка (.docx)
reports-data = Данные для программ (.zip)
reports-mine = О моей работе (.docx)
reports-another = Другой файл
reports-here = { $shown ->
    [masked] Готово: отчёт, { $period }. Имена сюда не передают, поэтому в файле только числа. С именами — в веб-чате.
   *[open] Готово: отчёт, { $period }. В нём есть имена — передавайте только тем, кому можно.
}
reports-here-numbers = Готово: отчёт, { $period }. В нём только числа: никто не назван, малые группы не показаны.
reports-mine-here = { $shown ->
    [masked] Отчёт о вашей работе, { $period }, сюда передать нельзя: в нём ваше имя. Откройте «Отчёт» в веб-чате.
   *[open] Готово: отчёт о вашей работе, { $period }. Кому вы помогали, в нём не названо.
}

reports-title = Отчёт: { $territory }
reports-header = { $service } · { $period } · по состоянию на { $day }
reports-page = Страница
reports-of-pages = из
reports-page-of = Страница { $page } из { $pages }

reports-sheet-indicators = Показатели
reports-sheet-organisations = По школам
reports-sheet-breakdowns = Другие разрезы
reports-sheet-support = Сопровождение
reports-sheet-nonformal = Неформальное образование
reports-sheet-difficulties = Затруднения
reports-sheet-sessions = Записи
reports-sheet-helpers = Кто помогал
reports-sheet-people = Люди
reports-sheet-about = О файле
reports-tells-indicators = все показатели положения; название — слово в слово
reports-tells-organisations = показатели по каждой школе
reports-tells-breakdowns = показатели по формам, каналам, видам школ и другим признакам
reports-tells-support = сколько сеансов, людей и часов
reports-tells-nonformal = события, после которых не выдают документа
reports-tells-difficulties = темы заявок по предметам и стажу, без людей
reports-tells-sessions = каждая запись о сопровождении, без имён тех, кому помогли
reports-tells-helpers = кто сколько помог; лист закрыт от случайных правок
reports-tells-people = кто стоит за показателями; лист закрыт от случайных правок

reports-column-indicator = Код
reports-column-clause = Пункт
reports-column-title = Показатель
reports-column-short = Показатель, коротко
reports-column-kind = Вид
reports-column-value = Значение
reports-column-unit = Ед. изм.
reports-column-numerator = Числитель
reports-column-denominator = Знаменатель
reports-column-of = Из скольких
reports-column-before = Тот же срок прошлого года
reports-column-change = Изменение
reports-column-sessions = Сеансы
reports-column-requests = Заявки
reports-column-appeals = Обращения незнакомых
reports-column-excluded = Не вошли и почему
reports-column-from-store = Из записей помощника
reports-column-from-import = Из списков
reports-column-from-manual = Внесено вручную
reports-column-gone = С тех пор ушли
reports-column-by-year = По году рождения
reports-column-why = Почему нет числа
reports-column-first-day = С какого дня
reports-column-as-of = На какой день
reports-column-rule-version = Правило счёта
reports-column-by = По чему
reports-column-line = Строка
reports-column-remark = Примечание
reports-column-people = Люди
reports-column-hours = Часы
reports-column-event = Событие
reports-column-form = Форма
reports-column-level = Уровень
reports-column-day = День
reports-column-topic = Тема
reports-column-subject = Предмет
reports-column-stage = Педагогический стаж
reports-column-number = Номер
reports-column-direction = Направление
reports-column-channel = Канал
reports-column-minutes = Минуты
reports-column-role = Роль
reports-column-helper = Кто помог
reports-column-organisation = { $term_organisation_nom }
reports-column-request = Заявка №
reports-column-person = Обозначение
reports-column-name = Фамилия, имя, отчество
reports-column-reached = В счёте
reports-column-what = Что
reports-column-said = Значение

reports-kind-formal = из положения
reports-kind-derived = производный
reports-part-all = Всего
reports-part-direction = По направлениям
reports-part-form = По формам
reports-part-channel = По каналам
reports-part-role = По тому, кто помог
reports-part-month = По месяцам
reports-stage-0 = до 3 лет
reports-stage-3 = от 3 до 10 лет
reports-stage-10 = от 10 до 20 лет
reports-stage-20 = 20 лет и больше
reports-stage-unknown = не указан
reports-hidden = не показано: мало людей
reports-few = меньше 5
reports-rest = остальные вместе
reports-other-topics = остальные темы вместе
reports-other-events = остальные события вместе ({ $count })
reports-reached = в счёте
reports-not-reached = ещё не охвачен(а)
reports-gone = с тех пор ушёл (ушла)
reports-by-year = возраст — по году рождения

reports-note-hidden = Где меньше пяти человек, число не показано; если такая строка одна, не показана и соседняя, чтобы её нельзя было вычислить.
reports-note-support = Человек считается один раз в каждой строке, поэтому сумма строк бывает больше целого. Аннулированных записей здесь нет.
reports-note-clause = п. { $clause }: { $title }
reports-note-people-once = Всего участников, каждый один раз: { $count }.
reports-note-groups = В каждой строке не меньше пяти человек; малые группы сложены вместе.
reports-note-too-few = Всего меньше пяти человек, поэтому список не показан.
reports-note-none = За этот период записей нет.
reports-note-more = И ещё записей: { $count }. Они не поместились; возьмите период короче.
reports-note-first = Здесь первые { $count } из { $total }; остальные — в таблицах.
reports-note-lowest = Показано { $count } из { $total }, начиная с наименьшей доли; все — в таблицах.

reports-note-all-reached = Везде, где есть кого считать, — 100 %.

reports-about-territory = Территория
reports-about-document = Положение
reports-about-period = Период
reports-about-days = Дни
reports-about-as-of = По состоянию на
reports-about-made = Файл сделан
reports-about-rule = Правило счёта
reports-about-names = Имена
reports-with-names = есть; передавайте только тем, кому можно
reports-without-names = нет; группы меньше пяти человек не показаны
reports-document = { $title }, { $act }, { $day }

reports-note-title = Аналитическая записка: показатели { $term_service_full_gen }, { $period }
reports-note-days = { $days }. По состоянию на { $day }
reports-note-basis = Основание
reports-note-basis-text = { $document }. Правило счёта { $rule }. Самодиагностика в показатели не входит.
reports-with-names-note = Записка без имён; люди и записи — в таблицах того же отчёта.
reports-without-names-note = Никто не назван; группы меньше пяти человек не показаны.
reports-to-fill = заполнить
reports-n-of-m = { $count } из { $total }
reports-n-for-m = { $count } на { $total }
reports-chart-before = год назад { $value } %
reports-chart-line = { $title } — { $value } %
reports-chart-shares = Доли в процентах; светлая полоса — тот же срок прошлого года. { $lines }.
reports-chart-months = Сеансы по месяцам: { $lines }.
reports-note-each = Что стоит за числами
reports-one-figure = П. { $clause }. { $title }
reports-figure = { $value }{ $of }
reports-in-brackets = {" "}({ $said })
reports-hours = { $hours } ч

reports-note-gaps = Чего не хватает
reports-note-no-gaps = Все показатели посчитаны.
reports-gap-figure = Заполнить: числа здесь нет. { $why }
reports-gap = Заполнить. П. { $clause }: { $title }. Число: __________ { $unit }; документ, его номер и дата: ______________________________
reports-note-advice = Рекомендации
reports-note-advice-how = Ниже — факты этого отчёта. Что из них следует, решает и подписывает { $term_methodist_short_nom }.
reports-note-no-facts = В этом периоде фактов для рекомендаций нет.
reports-gap-advice = Заполнить. Рекомендации, кому и к какому сроку: ____________________________________________________
reports-advice-left = { $title } (п. { $clause }): ещё не охвачены { $count } из { $total }.
reports-advice-unanswered = { $title } (п. { $clause }): без записанной помощи { $count } из { $total }.
reports-advice-empty = { $title } (п. { $clause }): пока нет ни одного охваченного — { $names } (всего { $count }).
reports-advice-less = { $title } (п. { $clause }): на { $points } п. п. меньше, чем за тот же срок прошлого года.
reports-advice-birth = Не указан год рождения: { $count }. Запросите у { $term_organisations_gen }.
reports-advice-experience = Не указано начало педагогического стажа: { $count }. Запросите у { $term_organisations_gen }.
reports-advice-place = Записи, где не названа { $term_organisation_nom }: { $count }. Их дополняет тот, кто их сделал.
reports-advice-deficits = Записи, где не отмечены { $term_flag_nom }: { $count }. Проверьте отметку.
reports-advice-composition = Записи без состава: { $count }. Их дополняет тот, кто их сделал.
reports-advice-recommendation = Записи без рекомендаций: { $count }. Их дополняет тот, кто их сделал.
reports-advice-topics = Чаще всего просили помочь с темами: { $topics }.
reports-gap-signature = Подготовил(а): ________________ Должность: ________________ Дата: __________

reports-activity-title = Отчёт о работе, { $period }
reports-activity-who = { $name }, { $role }
reports-activity-done = Что сделано
reports-activity-nothing = За этот период записей нет.
reports-activity-sum = { $sessions } { $sessions ->
    [one] сеанс
    [few] сеанса
   *[many] сеансов
}, { $people } { $people ->
    [one] человек
    [few] человека
   *[many] человек
}, { $hours } ч. Из них по заявкам: { $requests }, на событиях: { $events }.
reports-activity-sessions = Записи
reports-activity-no-names = Кому оказана помощь, здесь не названо. Каждый человек в строке считается один раз.
reports-activity-own = Чего нет в записях
reports-gap-own = Заполнить, если нужно: экспертиза, публикации, конкурсы, своё обучение, выводы. ______________________________
