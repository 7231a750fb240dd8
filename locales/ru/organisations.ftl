# Школы: найти организацию, что о ней хранится, её отметка.

command-organisations = Школы
about-organisations = что известно о школе и её отметке
title-organisations = школы
title-organisation = школа
title-organisation-deficits = отметка школы

organisations-which = Какая школа? Напишите номер или буквы из названия.
organisations-found = Нашлось. Если не то, напишите иначе.
organisations-not-found = Такой школы в списке нет. Попробуйте номер или первые буквы.
organisations-none = Школ пока нет: они появляются вместе со списком сотрудников.
organisations-other = Другая школа
organisations-card = **{ $short }**
    { $lines }
organisations-kind = Вид: { $kind }
organisations-staff = По списку работают: { $count }
organisations-records = { $count ->
    [0] Записей с этой отметкой пока нет
   *[other] Записей с этой отметкой: { $count }
}
organisations-flagged = { $Term_flag_nom }: отмечены
organisations-unflagged = { $Term_flag_nom }: не отмечены
organisations-closed = Закрыта: { $day }
organisations-mark = Поставить отметку
organisations-unmark = Снять отметку
organisations-leave = Оставить как есть
organisations-sure-mark = **{ $short }**: отметить { $term_flag_acc }?
    { $effect }
organisations-sure-unmark = **{ $short }**: снять отметку «{ $term_flag_nom }»?
    { $effect }
organisations-mark-consilium = Записанное с этого дня, если это { $term_consilium_short_nom }, войдёт в показатель. Прежние записи не изменятся.
organisations-unmark-consilium = Новый { $term_consilium_short_nom } для неё в показатель не войдёт. Уже посчитанное останется.
organisations-mark-counts = Помощь этой школе войдёт в показатели школ с отметкой.
organisations-unmark-counts = Показатели школ с отметкой считаются без неё, и за прошедшие дни тоже.
organisation-gone = Такой школы в списке больше нет. Выберите, пожалуйста, ещё раз.
organisation-closed = { $place } закрыта, отметки ей больше не ставят.
