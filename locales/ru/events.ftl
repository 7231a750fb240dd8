# События: что впереди, запись, напоминания, кто был.

command-events = События
about-events = что впереди, запись и напоминания
title-events = события
title-event-list = список событий
title-event = событие
title-event-join = запись на событие
title-event-leave = отказ от события
title-event-coming = ответ на напоминание
title-event-way = как добраться
title-event-file = событие в календарь
title-event-new = новое событие
title-event-edit = правка события
title-event-cancel = отмена события
title-event-people = кто записан
title-event-attendance = кто был на событии

events-desk = **События**
    { $lines }
events-desk-ahead = { $ahead ->
    [0] Впереди пока ничего нет.
    [one] Впереди { $ahead } событие.
    [few] Впереди { $ahead } события.
   *[many] Впереди { $ahead } событий.
}
events-desk-unmarked = { $unmarked ->
    [one] Ещё в { $unmarked } прошедшем не отмечено, кто был.
   *[many] Ещё в { $unmarked } прошедших не отмечено, кто был.
}
events-make = Создать событие
events-all = Что впереди
events-begun = { $count ->
    [0] Прошедшие
   *[many] Отметить, кто был ({ $count })
}
events-choose = Вот что впереди. Откройте событие, чтобы узнать больше или записаться.
events-choose-public = Открытые события. Прийти можно и без записи; чтобы записаться и получать напоминания, понадобится согласие.
events-choose-begun = Прошедшие события. Сначала те, где ещё не отмечено, кто был.
events-none = Впереди пока нет событий. Как только появятся, они будут здесь.
events-line = { $at } — { $title }
events-line-signed = { $at } — { $title } · вы записаны
events-line-waiting = { $at } — { $title } · вы в очереди
events-line-unmarked = { $at } — { $title } · не отмечено
events-line-marked = { $at } — { $title } · отмечено
events-consent = О данных и согласии
events-open = Открыть событие

events-card = **{ $title }**
    { $lines }
events-card-form = { $form } · { $level }
events-card-when = { $at } · { $minutes } мин
events-card-online = Онлайн; ссылку увидят те, кто записан
events-card-leaders = { $count ->
    [one] Ведёт { $who }
   *[many] Ведут { $who }
}
events-card-calendar = Входит в { $term }
events-card-nonformal = Это { $term }: документ после него не выдают
events-card-left = { $left ->
    [one] Осталось { $left } место из { $places }
    [few] Осталось { $left } места из { $places }
   *[many] Осталось { $left } мест из { $places }
}
events-card-full = Свободных мест нет. { $waiting ->
    [0] Очереди тоже нет: можно встать первым.
    [one] В очереди { $waiting } человек.
    [few] В очереди { $waiting } человека.
   *[many] В очереди { $waiting } человек.
}
events-card-signed = **Вы записаны.**
events-card-waiting = **Вы в очереди, ваш номер { $turn }.** Освободится место — запишу вас и сразу скажу.
events-card-public = Прийти можно и так. Чтобы записаться, прочитайте о данных и согласии.
events-card-off = **Событие отменено:** { $why }.
events-card-on = Событие уже идёт.
events-card-over = Событие прошло.
events-card-came = { $count ->
    [0] Отмечено, что никто не пришёл.
    [one] Был { $count } человек.
    [few] Были { $count } человека.
   *[many] Было { $count } человек.
}
events-level-municipal = муниципальное
events-level-regional = региональное
events-level-federal = федеральное
events-level-institution = уровень учреждения

events-join = Записаться
events-queue = Встать в очередь
events-cannot = Не смогу
events-unqueue = Уйти из очереди
events-come = Приду
events-way = Как добраться
events-file = В мой календарь
events-people = Кто записан
events-mark = Отметить, кто был
events-edit = Изменить
events-cancel = Отменить событие

events-joined = Записал вас: «{ $title }».
    { $at }
    { $where }
    { $reminders ->
    [0] До начала осталось совсем немного, поэтому напоминать уже не буду.
    [one] Напомню перед началом.
   *[many] Напомню накануне и перед началом.
}
events-queued = На «{ $title }» ({ $at }) мест больше нет. Вы в очереди, ваш номер { $turn }.
    Освободится место — запишу вас и сразу скажу, спрашивать ничего не нужно.
events-leave-check = «{ $title }», { $at }. Снять вас с записи?
events-give-check = «{ $title }», { $at }. Снять вас с записи? Место сразу перейдёт к тому, кто ждёт в очереди.
events-unqueue-check = «{ $title }», { $at }. Убрать вас из очереди?
events-leave-yes = Да, я не смогу
events-leave-no = Нет, остаюсь
events-left = Спасибо, что сказали. На «{ $title }» вас больше нет в списке. Передумаете — запишитесь снова.
events-stays = Хорошо, ничего не меняю: «{ $title }», { $at }.
events-not-on-list = Вас и так нет в списке на «{ $title }».
events-coming = Отлично, ждём вас: «{ $title }», { $at }.
    { $where }
events-way-place = **{ $title }**, { $at }
    { $where }
    Не получается найти — позвоните: { $phone }
events-way-online = **{ $title }**, { $at }
    Это онлайн. Ссылка:
    { $where }
    Не открывается — позвоните: { $phone }
events-file-here = «{ $title }»: откройте файл, и событие встанет в ваш календарь.
    Если время поменяется, скажу и дам новый файл.

events-gone = Такого события нет. Что впереди, покажут «События».
events-is-off = Это событие отменено. Что ещё впереди, покажут «События».
events-has-started = Событие уже началось, запись закрыта. Ведущий отметит вас на месте.
events-has-not-started = Событие ещё не началось. Отметить, кто был, можно с его начала.
events-in-the-past = Это время уже прошло. Выберите день и время впереди.
events-not-signed = Вас нет среди тех, у кого есть место. Записаться можно на карточке события.
events-you-lead = Это событие ведёте вы: место для вас и так есть.
events-cancelled-before = Это событие уже отменили раньше.
events-unclear-plan = Что-то в этом событии не сходится. Проверьте ответы: «Назад» вернёт к любому вопросу.

events-reminder = Напоминаю: { $at } — «{ $title }».
    { $form } · { $place }
    Вы записаны. Придёте?
events-placed = Освободилось место, и оно ваше: «{ $title }», { $at }.
    { $form } · { $place }
    Вы записаны. Придёте?
events-moved = У «{ $title }» новое время: **{ $at }**.
    { $form } · { $place }
    Запись сохранена, напомню заново.
events-elsewhere = «{ $title }», { $at }: новое место.
    { $form } · **{ $place }**
    Запись сохранена.
events-changed-both = У «{ $title }» новое время и новое место: **{ $at }**.
    { $form } · **{ $place }**
    Запись сохранена, напомню заново.
events-cancelled = «{ $title }» не состоится: { $why }.
    { $form }, было намечено: { $at }.
    Простите за перемену планов.
events-lead = Вы ведёте событие: «{ $title }», { $at }.
    { $form } · { $place }
    Кто записан, видно на карточке. После события спрошу, кто был.
events-over = «{ $title }» прошло. Кто был?
    Отметка займёт минуту, и поддержка сразу попадёт в показатели.

events-title = Создаём событие. Как его назвать? Название увидят все, поэтому без фамилий.
events-form = Какое это событие?
events-direction = К какому направлению относится?
events-day = В какой день? Можно написать дату.
events-time = Во сколько начало: { $day }?
events-minutes = Сколько минут продлится?
events-minutes-choice = { $minutes } мин
events-where = Где? Напишите адрес и кабинет или вставьте ссылку, если онлайн.
events-institution = На базе какого { $term }? Если ни на какой, пропустите.
events-places = Сколько мест? Когда они кончатся, остальные встанут в очередь.
events-no-limit = Без ограничения
events-announcement = О чём это? Два-три предложения для тех, кто выбирает. Тоже без фамилий.
events-level = Какого уровня событие?
events-tags = Что ещё отметить? Можно несколько, можно пропустить.
events-tag-calendar = Из единого календаря
events-tag-nonformal = Неформальное образование
events-tag-closed = Не показывать без согласия
events-leader = Кто ведёт? Ему и засчитается поддержка.
events-lead-me = Веду я
events-lead-other = Ведёт коллега
events-lead-both = Веду я вместе с коллегой

events-check = **{ $title }**
    { $lines }

    Всё верно?
events-check-places = { $places ->
    [0] Мест сколько угодно
    [one] { $places } место
    [few] { $places } места
   *[many] { $places } мест
}
events-check-closed = Показывается только тем, кто дал согласие
events-check-names = **Внимание:** { $count ->
    [one] похоже на фамилию из списков
   *[many] похоже на фамилии из списков
}: { $names }. Событие увидят все. Если это человек, вернитесь и уберите фамилию.
events-make-yes = Создать событие
events-make-no = Не сейчас
events-made = Готово: «{ $title }», { $at }. Событие уже видно в «Событиях», запись открыта.
events-dropped = Хорошо, события не создаю.
events-anew = Создать ещё одно

events-change = «{ $title }». Что меняем?
events-change-when = День и время
events-change-where = Место
events-change-places = Число мест
events-change-minutes = Длительность
events-change-title = Название
events-change-announcement = О чём оно
events-change-leaders = Кто ведёт
events-change-tags = Пометки
events-change-check = **{ $title }**
    { $lines }

    { $told ->
    [0] Сохранить?
    [one] Сохранить? О перемене узнает { $told } человек.
    [few] Сохранить? О перемене узнают { $told } человека.
   *[many] Сохранить? О перемене узнают { $told } человек.
}
events-change-yes = Сохранить
events-changed = { $told ->
    [0] Сохранено: «{ $title }».
    [one] Сохранено: «{ $title }». Сообщаю о перемене { $told } человеку.
   *[many] Сохранено: «{ $title }». Сообщаю о перемене { $told } людям.
}
events-as-before = «{ $title }»: всё остаётся как было.

events-cancel-why = «{ $title }». Почему отменяем? Причину увидят все, кто записан.
events-why-leader = Ведущий не сможет
events-why-few = Мало желающих
events-why-room = Нет помещения
events-why-later = Переносим, о дне скажем
events-why-other = Другая причина
events-reason-leader = ведущий не сможет
events-reason-few = набралось мало желающих
events-reason-room = не нашлось помещения
events-reason-later = переносим, о новом дне скажем
events-cancel-note = Напишите причину одной фразой.
events-cancel-check = Отменить «{ $title }» ({ $at })?
    Причина: { $why }.
    { $told ->
    [0] Сообщать об этом некому.
    [one] Об отмене узнает { $told } человек.
    [few] Об отмене узнают { $told } человека.
   *[many] Об отмене узнают { $told } человек.
}
events-cancel-yes = Отменить событие
events-off = { $told ->
    [0] «{ $title }» отменено.
    [one] «{ $title }» отменено. Сообщаю об этом { $told } человеку.
   *[many] «{ $title }» отменено. Сообщаю об этом { $told } людям.
}

events-people-list = **{ $title }**
    Записано { $signed }, ответили «приду» { $coming }, в очереди { $waiting }.
    { $lines }
events-people-none = На «{ $title }» пока никто не записан.
events-person = { $number }. { $who }
events-person-comes = { $number }. { $who } — придёт
events-person-waits = { $number }. { $who } — в очереди

events-attendance = «{ $title }». Кто был? Отметьте всех или каждого по отдельности.
events-everybody = { $count ->
    [one] Был { $count }, кто записан
   *[many] Были все { $count }, кто записан
}
events-nobody = Из записанных никого
events-nobody-here = Никого
events-take-off = «{ $title }»: { $count ->
    [one] отмечен { $count } человек
    [few] отмечены { $count } человека
   *[many] отмечено { $count } человек
}. Кого убрать?
events-put-on = Кого добавить из тех, кто записан?
events-more = { $count ->
    [0] Пока никто не отмечен.
    [one] Отмечен { $count } человек.
    [few] Отмечены { $count } человека.
   *[many] Отмечено { $count } человек.
} Пришёл ли кто-то без записи?
events-no-more = Больше никого
events-add = Добавить по фамилии
events-attendance-check = «{ $title }»: { $count ->
    [one] был { $count } человек
    [few] были { $count } человека
   *[many] было { $count } человек
}.
    { $names }
    Записать? Каждому засчитается поддержка.
events-attendance-nobody = «{ $title }»: никого не было. Записать? Поддержка никому не засчитается.
events-attendance-yes = Записать
events-attendance-kept = Записано: «{ $title }», { $count ->
    [0] никого не было. Поправить можно в любой момент.
    [one] был { $count } человек. Поправить можно в любой момент.
    [few] были { $count } человека. Поправить можно в любой момент.
   *[many] было { $count } человек. Поправить можно в любой момент.
}
