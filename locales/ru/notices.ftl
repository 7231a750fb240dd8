# Что помощник не смог передать людям: это решает координатор.

command-notices = Не дошло
about-notices = сообщения, которые ни до кого не дошли, и что с ними делать
title-notices = не дошло
title-notice = не дошло
title-notice-again = ещё одна отправка
title-notice-told = отметка о сообщении

notices-wait = Не дошло: { $count }
notices-none = Всё дошло: за последние 30 дней таких сообщений нет.
notices-choose = Эти сообщения до людей не дошли, или это неясно. Сначала новые. Какое открыть?
notices-all = Что ещё не дошло
notices-line = { $who } · { $what } · { $at } · { $why }
notices-brief-nowhere = писать некуда
notices-brief-down = мессенджер не отвечал
notices-brief-fault = не отправилось
notices-brief-restored = неясно, дошло ли

notices-card = **{ $who }**
    { $what }, { $at }
    { $lines }
notices-event = Событие: «{ $title }»
notices-request = Заявка № { $number }
notices-why-nowhere = Не дошло: ни один мессенджер этого человека сообщение не принял, или их у него нет.
notices-why-down = Не дошло: мессенджер долго не отвечал.
notices-why-fault = Не дошло: сообщение не удалось отправить, неполадка у нас. Если повторится, скажите администратору.
notices-why-restored = Неясно, дошло ли: данные восстановлены из копии, и сообщение могло уйти до этого.
notices-reachable = Сейчас написать ему можно.
notices-unreachable = Написать по-прежнему некуда: лучше позвонить.
notices-late = Отправлять уже поздно: время прошло.
notices-again = Отправить ещё раз
notices-told = Сообщил(а) сам(а)

notices-goes = Отправляю ещё раз. Если снова не дойдёт, сообщение вернётся в этот список.
notices-goes-later = Сейчас тихие часы. Отправлю { $at }; если снова не дойдёт, сообщение вернётся в этот список.
notices-is-going = Уже отправляется. Если не дойдёт, сообщение вернётся в список.
notices-is-told = Отмечено: об этом сообщили лично. В списке его больше нет.
notices-is-sent = Это сообщение дошло.
notices-is-over = Это сообщение больше не нужно.
notices-gone = Такого сообщения больше нет.

# --- о чём оно ---

notices-kind-other = сообщение
notices-kind-comments-answered = ответ на вопрос в сообществе
notices-kind-comments-refused = ответ под записью не принят
notices-kind-comments-requested = вопрос стал заявкой
notices-kind-comments-suggested = предложенная запись
notices-kind-comments-unanswered = вопрос в сообществе
notices-kind-event-cancelled = отмена события
notices-kind-event-changed = изменение в событии
notices-kind-event-lead = просьба провести событие
notices-kind-event-mark = просьба отметить пришедших
notices-kind-event-placed = место на событии
notices-kind-event-reminder = напоминание о событии
notices-kind-join-one = две записи объединены
notices-kind-join-two = две записи остались раздельными
notices-kind-join-waiting = две записи ждут сверки
notices-kind-match-found = запись найдена в списке
notices-kind-match-new = запись добавлена
notices-kind-match-outside = в списке не нашлось
notices-kind-member-appointed = назначение в актив
notices-kind-member-ended = последний день в активе
notices-kind-people-waiting = новые люди ждут сверки
notices-kind-privacy-take-down = просьба убрать имя
notices-kind-publication-stuck = публикация ждёт решения
notices-kind-request-accepted = заявка принята
notices-kind-request-cancelled = заявка отменена
notices-kind-request-denied = встречу не подтвердили
notices-kind-request-finished = просьба подтвердить помощь
notices-kind-request-meeting-soon = напоминание о встрече
notices-kind-request-message = сообщение по заявке
notices-kind-request-news = новости заявки
notices-kind-request-offer = новая заявка
notices-kind-request-rated = оценка помощи
notices-kind-request-reassigned = заявка передана другому
notices-kind-request-reminder = напоминание о заявке
notices-kind-request-time-agreed = время встречи согласовано
notices-kind-request-time-proposed = предложено время встречи
notices-kind-request-unassigned = заявка без помощника
notices-kind-roster-failed = список: неполадка
notices-kind-roster-known = список уже есть
notices-kind-roster-read = список прочитан
notices-kind-roster-refused = файл списка не подошёл
notices-kind-roster-undone = список отменён
notices-kind-roster-written = список записан
