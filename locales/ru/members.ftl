# Актив: кто помогает, что за кем закреплено, срок и последний день.

command-members = Кто помогает
about-members = кто помогает, с чем и сколько заявок в месяц
title-members = кто помогает
title-member = карточка помощника
title-member-end = последний день

members-list = **{ $active }**
    { $count ->
        [one] Помогает { $count } человек
        [few] Помогают { $count } человека
       *[many] Помогают { $count } человек
    }: заявки этого месяца и сколько он берёт. Кого открыть?
members-nobody = **{ $active }**
    Пока никого нет. Добавьте первого: заявки пойдут к нему сами.
members-add = Добавить
members-line = { $ref } · { $name }, { $role } · { $load } из { $capacity }{ $state }
members-line-left = { " " }· в списке школы больше нет
members-line-silent = { " " }· ещё не пишет сюда
members-line-paused = { " " }· новых не берёт
members-line-since = { " " }· с { $day }
members-line-until = { " " }· по { $day }
members-back = К списку
members-letters = Кого добавить? Напишите фамилию или её первые буквы.
members-found = Кто из них? Если никто, напишите иначе.
members-not-found = Никого не нашлось. Ищу среди тех, кто есть в списках школ или кого вы уже сверили. Попробуйте первые три буквы.

members-card = **{ $who }**
    { $role }, { $ref }
    Темы: { $topics }
    Предметы: { $subjects }
    Направления: { $directions }
    Заявок в месяц: { $count }
    Срок: { $since } — { $until }
    Приказ: { $order }
members-new-card = **{ $who }**
    Пока не помогает ({ $ref }). Будет: { $role }
    Темы: { $topics }
    Предметы: { $subjects }
    Направления: { $directions }
    Заявок в месяц: { $count }
    Срок: { $since } — { $until }
    Приказ: { $order }
members-everything = все
members-and-more = { $names } и ещё { $count }
members-no-term = без срока
members-no-order = —
members-save = Сохранить
members-line-role = Роль
members-line-topics = Темы
members-line-subjects = Предметы
members-line-directions = Направления
members-line-capacity = Заявок в месяц
members-line-from = С какого дня
members-line-to = По какой день
members-line-order = Приказ
members-role = Кем будет помогать? Роль пишется в каждую запись о помощи: по ней считаются показатели.
members-topics = С какими темами поможет? Отметьте все, прежний выбор заменится.
members-directions = По каким направлениям? Отметьте все, прежний выбор заменится.
members-subjects = Учителям каких предметов? Отметьте все, прежний выбор заменится.
members-capacity = Сколько заявок в месяц возьмёт? Можно написать своё число.
members-so-many = { $count ->
    [one] { $count } заявку
    [few] { $count } заявки
   *[many] { $count } заявок
}
members-since = С какого дня? Можно написать дату, например: 1 сентября 2026.
members-until = По какой день включительно? Можно написать дату, например: 31.08.2027.
members-order = Номер приказа? Как в документе, например: № 128-од от 01.09.2026.
members-without-order = Без приказа
members-saved = Записано: { $who }
    Где имя показать нельзя, пишу { $ref }. Заявки приходят по этой карточке.
members-saved-silent = Записано: { $who }
    Где имя показать нельзя, пишу { $ref }. Сюда ещё не пишет: передайте код, и заявки пойдут.

members-end = Последний день
members-last-day = { $who }
    По какой день включительно помогает? Можно написать дату.
members-end-sure = { $who }
    Последний день: { $day }. После него заявки не придут, роль закроется.
    { $count ->
        [0] Заявок в работе нет.
       *[other] Заявок в работе: { $count }. Их можно передать другому.
    }
members-end-yes = Записать последний день
members-go-on = Оставить как есть
members-goes-on = Ничего не изменено: { $who }
members-ended = Записано: { $who }, последний день — { $day }. Человеку сообщу.
    { $count ->
        [0] {""}
       *[other] Заявок в работе: { $count }. Кому их передать?
    }
members-hand-on = Передать заявку № { $number }

members-told-appointed = Служба рассчитывает на вас. Ваша роль: { $role }. Начало: { $day }.
    Заявки придут сюда сами. Взять перерыв можно в «Настройках».
members-told-ended = Ваша роль «{ $role }» действует по { $day } включительно. Спасибо за помощь коллегам.

member-unclear-term = Срок заканчивается раньше, чем начинается, или число заявок меньше одной. Проверьте, пожалуйста, эти строки.
member-outside = Этот человек не из { $term_territory_gen }: так отмечено при сверке. Если это ошибка, пусть назовёт себя ещё раз.
member-has-left = Этот человек отмечен ушедшим. Если он вернулся, загрузите новый список его школы.
member-no-consent = Этот человек отозвал согласие или не дал его, роли для него закрыты. Они откроются, когда он согласится сам.
member-last-day-gone = Этот день уже прошёл. Выберите сегодняшний или более поздний.
member-not-one = Этот человек уже не помогает. Посмотрите список ещё раз.
