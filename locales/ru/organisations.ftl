# Школы: найти организацию, что о ней хранится, отметка «образовательные дефициты».

command-organisations = Школы
about-organisations = что известно о школе, отметка «образовательные дефициты»
title-organisations = школы
title-organisation = школа
title-organisation-deficits = образовательные дефициты

organisations-which = Какая школа? Напишите номер или буквы из названия.
organisations-found = Нашлось. Если не то, напишите иначе.
organisations-not-found = Такой школы в списке нет. Попробуйте номер или первые буквы.
organisations-none = Школ пока нет: они появляются вместе со списком педагогов.
organisations-other = Другая школа
organisations-card = **{ $short }**
    { $lines }
organisations-kind = Вид: { $kind }
organisations-staff = По списку работают: { $count }
organisations-records = { $count ->
    [0] Записей с этой отметкой пока нет
   *[other] Записей с этой отметкой: { $count }
}
organisations-flagged = Образовательные дефициты: отмечены
organisations-unflagged = Образовательные дефициты: не отмечены
organisations-closed = Закрыта: { $day }
organisations-mark = Отметить дефициты
organisations-unmark = Снять отметку
organisations-leave = Оставить как есть
organisations-sure-mark = **{ $short }**: отметить образовательные дефициты?
    Методические консилиумы для неё, записанные с этого дня, войдут в показатель. Прежние записи не изменятся.
organisations-sure-unmark = **{ $short }**: снять отметку об образовательных дефицитах?
    Новые консилиумы для неё в показатель не войдут. Уже посчитанные останутся.
organisation-gone = Такой школы в списке больше нет. Выберите, пожалуйста, ещё раз.
organisation-closed = { $place } закрыта, отметки ей больше не ставят.
