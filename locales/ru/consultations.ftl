# Заявки на консультацию: от темы до оценки.

command-consult = Консультация
about-consult = найду коллегу, который поможет именно с этим
title-consult = заявка на консультацию
command-requests = Заявки
about-requests = ваши заявки: кто помогает, когда встреча, что дальше
title-requests = заявки
title-request = заявка
title-request-accept = взять заявку
title-request-decline = передать заявку другому
title-request-cancel = отмена заявки
title-request-assign = назначить помощника
title-request-write = письмо по заявке
title-request-time = время встречи
title-request-agree = время встречи
title-request-finish = запись о помощи
title-request-rate = оценка помощи

# --- просьба о помощи ---

consult-topic = С чем нужна помощь?
    Выберите тему, которая ближе всего.
consult-already = На эту тему у вас уже есть открытая заявка № { $number }: «{ $topic }».
    Откройте её: там видно, кто помогает и что дальше.
consult-details = «{ $topic }»
    Напишите пару слов: что происходит, что уже пробовали.
    Прочтут тот, к кому придёт заявка, { $term_methodist_short_nom } и { $term_coordinator_nom }.
consult-form = Какая помощь подошла бы?
consult-way = Как вам удобнее?
consult-way-any = Как удобнее коллеге
consult-check = **{ $topic }**
    { $form } · { $way }
    { $details }
    Отправить заявку?
consult-with = { $text }
consult-without = Без подробностей: их можно будет написать потом.
consult-send = Отправить
consult-leave = Не отправлять
consult-dropped = Хорошо, заявка не отправлена.
consult-anew = Новая заявка
consult-opened = Заявка № { $number } отправлена коллеге, который с этим помогает.
    Ответа ждём до { $until }. Если его не будет, найду другого и напишу вам.
consult-listed = Заявка № { $number } принята. Все, кто с этим помогает, сейчас заняты, поэтому коллегу подберёт { $term_coordinator_nom }.
    Как только он найдётся, я напишу.

request-way-any = как удобнее коллеге

# --- список и карточка ---

requests-wait = Ждут вашего ответа: { $count }
requests-unhelped = Заявки без помощника: { $count }
requests-none = Заявок пока нет.
requests-list = Ваши заявки. Какую открыть?
requests-line = № { $number } · { $topic } · { $state }
requests-answer = ждёт вашего ответа
requests-helping = вы помогаете
requests-assign = ждёт назначения
requests-rate = оцените помощь
requests-offered = ждём ответа коллеги
requests-unassigned = подбирает { $term_coordinator_nom }
requests-accepted = в работе
requests-done = ждём подтверждения
requests-closed = завершена
requests-cancelled = отменена

request-card = **Заявка № { $number }: { $topic }**
    { $lines }
request-card-after = { $head }

    **Заявка № { $number }: { $topic }**
    { $lines }
request-teacher-offered = Ждём ответа коллеги до { $until }.
request-teacher-unassigned = Коллегу подбирает { $term_coordinator_nom }. Как только найдёт, я напишу.
request-teacher-accepted = Вам помогает { $role } { $who }
request-teacher-done = { $who }: помощь оказана. Подтвердите и оцените, пожалуйста.
request-teacher-closed = Завершена. Ваша оценка: { $rating } из 5.
request-helper-offered = Ответьте, пожалуйста, до { $until }.
request-helper-accepted = Вы помогаете.
request-helper-done = Записано. Ждём, когда { $term_teacher_nom } подтвердит.
request-helper-denied = { $Term_teacher_nom } пишет, что встречи не было. Если запись ошибочна, аннулируйте её.
request-helper-closed = Завершена. Оценка: { $rating } из 5.
request-other-offered = Ждём ответа до { $until }: { $who }.
request-other-unassigned = Никому не назначена.
request-other-accepted = Помогает { $role } { $who }
request-other-done = Помощь записана ({ $who }), ждём подтверждения { $term_teacher_gen }.
request-other-closed = Завершена. Оценка: { $rating } из 5. Кто помог: { $who }
request-state-cancelled = Отменена.
request-who = Кто просит: { $who }
request-form = { $form } · { $way }
request-details = { $shown ->
    [masked] Подробности — в веб-чате.
   *[open] «{ $text }»
}
request-no-details = Подробностей пока нет.
request-meeting = Встреча: { $at }.
request-proposed-mine = Вы предложили: { $at }. Ждём ответа.
request-proposed-other = Вам предлагают встретиться: { $at }.
request-talk = { $shown ->
    [masked] Переписка — в веб-чате.
   *[open] { $words }
}
request-earlier = Ещё раньше: { $count } { $count ->
    [one] сообщение
    [few] сообщения
   *[many] сообщений
}.
request-said = { $who }, { $at }: { $text }
request-said-me = Вы, { $at }: { $text }

request-open = Открыть заявку
request-list = Все заявки
request-take = Возьмусь
request-propose = Предложить время
request-propose-other = Предложить другое
request-decline = Передать другому
request-cancel = Отменить заявку
request-keep = Оставить как есть
request-assign = Назначить
request-write = Написать
request-answer = Ответить
request-time-fits = Время подходит
request-finish = Готово
request-confirm = Подтвердить и оценить
request-see-record = Посмотреть запись

# --- что сделано ---

request-accepted-head = Спасибо! { $Term_teacher_dat } уже сказали, что поможете вы.
request-decline-check = Передать заявку № { $number } («{ $topic }») другому коллеге?
request-declined = Хорошо, заявку № { $number } передали дальше. { $Term_teacher_dat } сказали.
request-cancel-check = Отменить заявку № { $number } («{ $topic }»)? Если коллега уже взялся, ему сообщат.
request-cancelled = Заявка № { $number } отменена. Понадобится помощь — просто напишите.
request-nobody = Предложить заявку № { $number } сейчас некому: нет ни одного действующего помощника, которому можно написать.
request-assign-whom = Кому предложить заявку № { $number }?
    Сверху — те, кому она подходит и у кого есть время.
request-helper = { $who } · { $load } из { $capacity } за месяц
request-assigned-head = Предложили. { $Term_teacher_dat } сказали.
request-closed-talk = Писать по этой заявке сейчас некому.
request-what-to-write = Заявка № { $number }, «{ $topic }»
    Напишите, что передать. Прочтёт только ваш собеседник.
request-written = Передано.
request-written-later = Передам { $at }: вечером и ночью мы никого не беспокоим.
request-which-day = Когда удобно встретиться? Можно написать дату.
request-which-time = В какое время, { $day }?
request-proposed-head = Предложили. Как только ответят, я напишу.
request-agreed-head = Договорились: { $at }. За час напомню обоим.
request-finished-head = Записано. { $Term_teacher_acc } попросили подтвердить.
request-how-was-it = Заявка № { $number }, «{ $topic }». Вам помогли: { $who }
    Насколько это помогло?
request-rating-5 = 5 — очень помогло
request-rating-4 = 4 — помогло
request-rating-3 = 3 — отчасти
request-rating-2 = 2 — почти нет
request-rating-1 = 1 — не помогло
request-not-held = Встречи не было
request-rated-head = Спасибо, отметили.
request-denied-head = Спасибо, что сказали. Попросили коллегу поправить запись.

# --- почему не получилось ---

request-already-open = На эту тему у вас уже есть открытая заявка № { $number }. Она в списке «Заявки».
request-unknown-choice = Такого варианта больше нет. Выберите, пожалуйста, ещё раз.
request-not-assignable = Этому коллеге заявку сейчас не предложить. Выберите другого.
request-is-cancelled = Заявку № { $number } { $term_teacher_nom } отменил, делать ничего не нужно.
request-taken-by-other = Заявку № { $number } уже ведёт другой коллега. Спасибо, что откликнулись.
request-passed-on = Заявка № { $number } уже не у вас, делать ничего не нужно.
request-is-done = По заявке № { $number } помощь уже записана. Что с ней, видно в списке «Заявки».
request-not-now = С заявкой № { $number } этого сейчас сделать нельзя: она изменилась. Посмотрите её в списке «Заявки».
request-time-past = Это время уже прошло. Выберите, пожалуйста, другое.
request-time-changed = Этого предложения уже нет: время изменили. Откройте заявку, там последнее.

# --- сообщения ---

request-offer = { $shown ->
    [masked] Новая заявка № { $number }: «{ $topic }».
        { $form } · { $way }
        Кто обратился и что написал — в веб-чате. Ответа ждём до { $until }.
   *[open] Нужна ваша помощь: «{ $topic }».
        Просит { $who }. { $form } · { $way }
        { $details }
        Ответа ждём до { $until }. Заявка № { $number }.
}
request-reminder = { $shown ->
    [masked] Напоминаю о заявке № { $number }: «{ $topic }».
        { $form } · { $way }
        Кто обратился и что написал — в веб-чате. Если не ответить до { $until }, её получит другой коллега.
   *[open] Напоминаю: коллега ждёт помощи с темой «{ $topic }».
        Просит { $who }. { $form } · { $way }
        { $details }
        Если не ответить до { $until }, заявку № { $number } получит другой коллега.
}
request-news-reminded = По заявке № { $number } («{ $topic }») пока нет ответа, коллеге напомнили.
request-news-declined-handed = Коллега сейчас не сможет помочь, и заявку № { $number } («{ $topic }») передали другому.
request-news-declined-listed = Коллега сейчас не сможет помочь, и по заявке № { $number } («{ $topic }») другого подберёт { $term_coordinator_nom }.
request-news-lapsed-handed = Ответа не было, и заявку № { $number } («{ $topic }») передали другому коллеге.
request-news-lapsed-listed = Ответа не было, и по заявке № { $number } («{ $topic }») коллегу подберёт { $term_coordinator_nom }.
request-news-assigned = { $Term_coordinator_nom } предложил заявку № { $number } («{ $topic }») коллеге. Ждём его ответа.
request-news-reopened = Запись о помощи по заявке № { $number } («{ $topic }») отменена, заявка снова открыта.
request-accepted = По заявке № { $number } («{ $topic }») вам поможет { $role } { $who }
    Напишите или предложите время встречи.
request-unassigned = Заявке № { $number } («{ $topic }») нужен помощник: { $form } · { $way }.
request-cancelled-notice = { $Term_teacher_nom } отменил заявку № { $number } («{ $topic }»). Делать ничего не нужно.
request-reassigned-notice = { $Term_coordinator_nom } передал заявку № { $number } («{ $topic }») другому коллеге. Делать ничего не нужно.
request-message = { $shown ->
    [masked] Вам ответили по заявке № { $number }.
   *[open] Заявка № { $number }, «{ $topic }»
        { $who }: { $text }
}
request-time-proposed = По заявке № { $number } («{ $topic }») вам предлагают встретиться: { $at }.
    Предлагает: { $who }
request-time-agreed = Договорились: { $at }. За час напомню.
    Заявка № { $number } («{ $topic }»), { $who }
request-meeting-soon = Напоминаю: встреча { $at }.
    Заявка № { $number } («{ $topic }»), { $who }
request-finished = { $who }: помощь по теме «{ $topic }» записана, { $day }, { $minutes } { $minutes ->
    [one] минута
    [few] минуты
   *[many] минут
}.
    Всё так? Оцените, пожалуйста: это и подтвердит запись.
request-rated = { $Term_teacher_nom } подтвердил помощь по заявке № { $number } («{ $topic }»). Оценка: { $rating } из 5. Спасибо вам.
request-denied = По заявке № { $number } («{ $topic }») { $term_teacher_nom } пишет, что встречи не было.
    Посмотрите запись: если она ошибочна, аннулируйте её, и заявка снова откроется.

