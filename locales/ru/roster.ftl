# Список педагогов: прислать, посмотреть, записать, отменить.

command-roster = Список педагогов
about-roster = прислать список школы и посмотреть, что изменится
title-roster = список педагогов
title-roster-batch = список педагогов
title-roster-pile = просмотр списка
title-roster-unclear = неясные строки
title-roster-write = запись списка
title-roster-undo = отмена загрузки
title-roster-drop = отказ от списка
title-roster-stayed = кто остался

roster-waits = Список ждёт решения
roster-send = Пришлите список педагогов: файл Excel (.xlsx) до 5 МБ, по одному файлу.
    Сначала покажу, кто в нём новый и что изменится. Пока вы не нажмёте «Записать», всё останется как есть.
roster-lists = Присланные списки
roster-which = Какой список открыть?
roster-line = { $name } · { $at } · { $state }
roster-state-ready = ждёт решения
roster-state-sorting = сверяется
roster-state-ordered = ждёт записи
roster-state-writing = записывается
roster-state-written = записан
roster-state-undoing = отменяется
roster-state-undone = отменён
roster-state-dropped = не загружен
roster-state-failed = записан не до конца
roster-state-undo-failed = отменён не до конца
roster-accepted = Файл получен, читаю. Обычно это меньше минуты: напишу, когда будет готово.

roster-batch = **{ $name }**{ $day } — { $state }
    { $counts }
roster-of-day = { " " }на { $day }
roster-look = Посмотреть
roster-back = К списку
roster-back-pile = Назад к строкам
roster-write = Записать
roster-write-on = Дописать
roster-drop = Не загружать
roster-undo = Отменить загрузку
roster-decide = Разобрать неясные: { $count }
roster-decide-this = Решить, кто это
roster-stayed = Кто остался и почему
roster-send-another = Прислать файл

roster-count-new = Новые: { $count }
roster-count-changed = Изменятся: { $count }
roster-count-same = Без изменений: { $count }
roster-count-unclear = Неясные, нужно ваше решение: { $count }
roster-count-missing = Есть у нас, нет в списке: { $count }
roster-count-skipped = Пропущенные строки (заголовки, итоги, вакансии): { $count }
roster-count-homeless = Без названия школы: { $count }. Спрошу о ней перед записью.
roster-count-older = Осторожно: более новый список этой школы уже записан.
roster-count-added = Добавлены: { $count }
roster-count-updated = Изменены: { $count }
roster-count-left = Отмечены ушедшими: { $count }
roster-count-opened = Новые организации: { $count }
roster-count-removed = Убраны: { $count }
roster-count-restored = Возвращены к прежнему: { $count }
roster-count-nothing = Менять нечего.
roster-new-school = { $title } ({ $count })
roster-new-schools = Новые организации: { $titles }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
}

roster-pile-new = Новые: { $count }
roster-pile-changed = Изменятся: { $count }
roster-pile-unclear = Неясные: { $count }
roster-pile-missing = Кого нет в списке: { $count }
roster-pile-skipped = Пропущенные строки: { $count }
roster-pile-empty = Здесь больше никого нет.
roster-school = Людей много. Какую школу показать?
roster-no-school = школа не названа
roster-of-new = Новые: { $count }. Нажмите на строку, чтобы увидеть всё, что о человеке сказано.
roster-of-changed = Изменятся: { $count }. Нажмите на строку, чтобы увидеть, что было и что станет.
roster-of-unclear = Неясные: { $count }. Без вашего решения они не записываются.
roster-of-missing = { $count ->
    [one] { $count } человек работает у нас в школе этого списка, а в нём его нет.
    [few] { $count } человека работают у нас в школах этого списка, а в нём их нет.
   *[many] { $count } человек работают у нас в школах этого списка, а в нём их нет.
}
    Отметьте тех, кто ушёл. Остальные останутся как были.
roster-marked = Понял: { $count ->
    [one] ушёл { $count } человек
    [few] ушли { $count } человека
   *[many] ушли { $count } человек
}.
roster-skipped = Эти строки людьми не считаю:
    { $lines }
    { $more ->
    [0] {""}
   *[other] И ещё { $more }.
}
roster-skipped-line = { $place }: { $why }
roster-place = лист «{ $sheet }», строка { $row }
roster-place-sheet = лист «{ $sheet }»
roster-detail = **{ $who }**
    { $place }
    { $facts }
roster-fact = { $field }: { $value }
roster-change = Изменится { $field }: { $was } → { $now }
roster-nothing = не указано
roster-back-again = снова в списке

roster-field-patronymic = отчество
roster-field-birth-date = дата рождения
roster-field-birth-year = год рождения
roster-field-experience-years = стаж, лет
roster-field-position = должность
roster-field-subject = предмет
roster-field-category = категория
roster-field-organisation = школа
roster-field-phone = телефон
roster-field-email = почта
roster-field-part-time = совместительство
roster-field-left-on = отметка об уходе
roster-part-time-external = внешнее
roster-part-time-internal = внутреннее
roster-part-time-stated = указано

roster-ask = **{ $who }**
    { $place }
    { $why }

    { $facts }

    Кто это?
roster-same-as = Это { $who }
roster-as-new = Новый человек
roster-skip = Не загружать эту строку
roster-decided = { $who } — решено. { $left ->
    [0] Неясных строк больше нет.
    [one] Осталась { $left } неясная строка.
    [few] Остались { $left } неясные строки.
   *[many] Осталось { $left } неясных строк.
}
roster-next = Следующая строка
roster-all-decided = Неясных строк нет: всё решено.

roster-home = { $count ->
    [one] В { $count } строке
   *[other] В { $count } строках
} не названа школа. К какой они относятся? Выберите или напишите название.
    Если пропустить, люди запишутся без места работы.
roster-placed = Понял. Сверяю список с этой школой, напишу, когда будет готово.
roster-sure = Записать список **{ $name }**{ $day }?
    { $counts }
roster-writing = Записываю. Напишу, когда закончу; отменить загрузку можно будет и потом.
roster-undo-sure = Отменить загрузку **{ $name }**{ $day }? Новые люди уйдут из базы, изменённое вернётся.
    Кто уже пользуется помощником или получил поддержку, останется: назову таких поимённо.
    { $counts }
roster-undoing = Отменяю. Напишу, когда закончу.
roster-undo-again = Попробовать ещё раз
roster-drop-sure = Не загружать список **{ $name }**? В базе ничего не изменится, а из присланного ничего не сохраню.
roster-dropped = Хорошо, список забыт.

roster-read = Список **{ $name }** прочитан.
    { $counts }
roster-read-again = Пока вы решали, данные в базе изменились, поэтому список **{ $name }** ещё не записан. Теперь в нём:
    { $counts }
roster-known = Список **{ $name }** здесь уже есть, второй раз не записываю.
    { $counts }
roster-written = Список **{ $name }** записан.
    { $counts }
roster-undone = Загрузка **{ $name }** отменена.
    { $counts }
    { $stayed ->
    [0] {""}
   *[other] Остались: { $stayed }.
}
    { $lines }
roster-failed = Список **{ $name }** записать не получилось: у нас неполадка, номер { $reference }. Я пробовал трижды.
    { $counts }
    Сам список цел. Назовите номер администратору, потом откройте список и решите, что с ним делать.
roster-failed-undo = Загрузку **{ $name }** отменить до конца не получилось: у нас неполадка, номер { $reference }. Я пробовал трижды.
    { $counts }
    Назовите номер администратору, потом откройте список и попробуйте ещё раз.
roster-refused = Файл **{ $name }** загрузить не получилось.
    { $why }
roster-stayed-list = Остались:
    { $lines }
roster-stays = { $who } — { $why }
roster-stays-account = уже пользуется помощником
roster-stays-session = есть записи о поддержке
roster-stays-list = есть в другом списке
roster-stays-records = есть другие записи
roster-stays-changed = после загрузки изменили вручную

roster-busy = Сейчас этот список в работе. Подождите минуту и откройте его снова.
roster-answered = Об этой строке уже решено. Откройте список снова.
roster-answer-first = Сначала решите о той строке, с которой эта совпадает.
roster-school-unclear = Не понял, какая это школа. Напишите, например: «СОШ № 5» или «Гимназия № 2».
roster-not-written = Загрузку № { $batch } отменить нельзя: она не записана или уже отменена.
roster-unknown-batch = Загрузки № { $batch } нет. Номер назвала команда roster import, когда записала список.
files-gone = Этого файла у меня уже нет. Пришлите его, пожалуйста, ещё раз.
files-broke = У нас неполадка, файл прочитать не получилось. Попробуйте завтра или позвоните в службу.
files-not-fetched = Мессенджер не отдал файл. Пришлите его ещё раз или откройте веб-чат и пришлите там.

# Почему не читается весь файл

roster-file-too-large = Он больше { $limit } МБ. Уберите лишние листы и картинки или разделите список на два файла.
roster-file-unpacks-too-large = В нём слишком много данных: больше { $limit } МБ в развёрнутом виде. Скопируйте сам список в новый файл.
roster-file-old-xls = Это старый формат .xls. Откройте файл и сохраните как «Книга Excel (.xlsx)».
roster-file-encrypted = Файл закрыт паролем. Снимите пароль и пришлите снова.
roster-file-not-xlsx = Это не файл Excel. Нужен список в формате .xlsx: в Excel или «Р7» — «Сохранить как».
roster-file-broken = Файл повреждён. Откройте его, сохраните заново как .xlsx и пришлите ещё раз.
roster-file-too-many-sheets = В нём больше { $limit } листов. Оставьте только листы со списком.
roster-file-too-many-rows = В нём больше { $limit } строк. Разделите список на несколько файлов.
roster-file-no-list = Не нашёл в нём списка людей: нужны столбцы с фамилией, именем и должностью.

# Почему строка или лист не человек

roster-sheet-hidden = скрытый лист
roster-sheet-empty = пустой лист
roster-sheet-no-list = на листе нет списка
roster-row-heading = заголовок
roster-row-section = название раздела
roster-row-header = шапка таблицы
roster-row-empty = пусто до строки { $last }
roster-row-total = итог
roster-row-signature = подпись
roster-row-vacancy = вакансия
roster-row-no-name = нет имени
roster-row-not-teaching = не педагогическая должность
roster-row-twice = тот же человек, что на листе «{ $sheet }» в строке { $row }

# О чём спросить

roster-name-incomplete = Имя не полное.
roster-name-initials = Вместо имени — инициалы.
roster-name-latin = В имени латинские буквы.
roster-name-unusual = Имя записано необычно.
roster-birth-unreadable = Дату рождения прочитать не получилось.
roster-birth-odd = Дата рождения странная.
roster-experience-unreadable = Стаж прочитать не получилось.
roster-experience-exceeds-age = Стаж больше, чем позволяет возраст.
roster-category-unknown = Такой категории нет.
roster-position-unknown = Такой должности не знаю.
roster-subject-unknown = Такого предмета не знаю.
roster-rows-differ = Человек стоит в списке дважды, и строки говорят разное.
roster-namesake = Имя то же, а дата рождения другая: тёзка или опечатка.
roster-two-organisations = То же имя есть в другой школе этого списка.
roster-match-namesake = Такое имя уже есть. Тот же человек или тёзка?
roster-match-several = Подходят несколько записей.
roster-match-surname = Похоже, сменилась фамилия.
roster-match-name = День рождения тот же, а имя немного другое.

# Что сделано со строкой

roster-note-twice = Стоит в списке несколько раз, записи объединены.
roster-note-part-time = Совместитель.
roster-note-on-leave = В отпуске по уходу за ребёнком.
roster-note-birth-by-age = Год рождения посчитан по возрасту и может отличаться на год.
roster-note-name-order = Имя и фамилия стояли в другом порядке.
roster-note-several-posts = Несколько должностей.
roster-note-phone = Телефон прочитать не получилось.
roster-note-email = Почту прочитать не получилось.
roster-note-no-header = Шапки у таблицы нет, столбцы угаданы.

# Командная строка

roster-cli-list = Список { $name }{ $day }
roster-cli-row = { $place }: { $who }
roster-cli-candidates = может быть: { $who }
roster-cli-read = Прочитано строк: { $count }. Сверяю с базой.
roster-cli-ask = Записать? [да/нет]{ " " }
roster-cli-no = Ничего не записано.
roster-cli-say-yes = Ответа нет, ничего не записано. Чтобы записать без вопроса, добавьте --yes.
roster-cli-dry = Это только просмотр, ничего не записано.
roster-cli-known = Этот список уже записан: загрузка № { $batch }. Второй раз не записываю.
roster-cli-progress = записано { $done } из { $of }
roster-cli-undo-progress = отменено: { $done }
roster-cli-written = Записано: загрузка № { $batch }. Отменить: roster undo { $batch }
roster-cli-unclear = Неясные строки ждут решения { $term_coordinator_gen }: «Список педагогов» в чате.
roster-cli-changed = Пока вы решали, данные в базе изменились. Запустите команду ещё раз.
roster-cli-undo-ask = Отменить загрузку № { $batch } ({ $name })? [да/нет]{ " " }
roster-cli-undone = Загрузка № { $batch } отменена.
roster-cli-no-file = Файл { $file } не открывается ({ $why }). Проверьте имя и папку.
roster-cli-homeless = У { $count } человек не названа школа: запишутся без места работы. Назвать её: --school "СОШ № 5"
