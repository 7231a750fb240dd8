# Записи о сопровождении: карточка, мои записи, аннулирование.

command-log = Записать сопровождение
about-log = кому и как вы помогли: три нажатия
title-log = запись сопровождения
title-records = мои записи
title-record = запись
title-record-void = аннулирование записи

log-whom = Кому?
log-by-name = Найти по фамилии
log-several = Несколько человек
log-place = { $Term_organisation_nom }
log-records = Мои записи
log-letters = Напишите первые буквы фамилии.
log-found = Кто из них? { $count ->
    [20] Показаны первые двадцать: допишите ещё буквы.
   *[other] Если никто, напишите иначе.
}
log-not-found = Не нашлось такой фамилии. Попробуйте первые три буквы.
log-several-first = Кому? Выбирайте по одному или сразу из одной школы.
log-several-whom = Выбраны: { $names }
    Кто ещё?
log-enough = Готово, выбрано { $count }
log-from-school = Из одной школы
log-staff = { $place }: отметьте, кто был.
log-which-place = Где это было? Напишите номер или буквы из названия.
log-names = { $names }
log-and-more = { $names } и ещё { $count }

log-card = **Записываю сопровождение**
    Кому: { $whom }
    Форма: { $form } · { $channel } · { $minutes } мин · { $day }
    Тема: { $topic }
    Направление: { $direction }
    { $more }
log-card-result = Итог: { $text }
log-none = —
log-save = Сохранить
log-line-whom = Кому
log-line-form = Форма
log-line-minutes = Минуты
log-line-day = Дата
log-line-topic = Тема
log-line-result = Итог
log-line-channel = Как
log-line-direction = Направление
log-line-composition = Состав
log-line-recommendation = Рекомендация
log-line-term = Срок
log-line-request = Без заявки
log-answers-request = По заявке № { $number }
log-deficits = { $Term_flag_nom }: отмечены
log-no-deficits = { $Term_flag_nom }: не отмечены
log-uncounted = Без отметки запись в показатель не войдёт.
log-composition = Состав: { $text }
log-recommendation = Рекомендация: { $text }
log-next-step = Срок: { $day }

log-form = В какой форме?
log-minutes = Сколько минут? Можно написать своё число.
log-so-many-minutes = { $count } мин
log-day = Когда это было? Можно написать дату.
log-topic = О чём?
log-without-topic = Без темы
log-direction = По какому направлению?
log-channel = Как прошло?
log-result = Чем закончилось? Пары слов достаточно. Прочтёте вы и { $term_coordinator_nom }.
log-without-result = Без итога
log-who-took-part = Кто участвовал в { $term_consilium_short_pre }? Напишите состав.
log-what-advised = Что рекомендовали { $term_organisation_dat }?
log-by-when = К какому дню выполнить рекомендацию? Можно написать дату.
log-saved = Записано: { $whom }
    { $form }, { $day }.
    { $asked }
log-saved-asked = { $Term_teacher_acc } попросили подтвердить.
log-another = Ещё запись

records-none = Записей пока нет.
records-list = Ваши записи, последние сверху. Какую открыть?
records-line = { $day } · { $whom } · { $form }
records-line-void = { $day } · { $whom } · { $form } · аннулирована
record-card = **Запись № { $number }**
    Кому: { $whom }
    Форма: { $form } · { $channel } · { $minutes } мин · { $day }
    Тема: { $topic }
    Итог: { $result }
    { $more }
record-rated = { $Term_teacher_nom } подтвердил. Оценка: { $rating } из 5.
record-voided = Аннулирована: { $at }. Причина: { $reason }
record-void = Аннулировать
void-why = Почему убираем запись: { $whom }?
    Она останется видна вместе с причиной, но считаться не будет.
void-twice = Записано дважды
void-mistake = Ошибка в данных
void-not-held = Встречи не было
void-other = Другая причина
void-own-words = Напишите причину парой слов.
void-check = Аннулировать запись: { $whom }, { $form }, { $day }?
    Причина: { $reason }
void-leave = Оставить

session-no-form = Для такой записи в положении нет формы. Выберите, кому помогли, ещё раз.
session-unknown-choice = Такого варианта больше нет. Выберите, пожалуйста, ещё раз.
session-wrong-form = «{ $form }» не для такого числа людей. Смените форму или выберите других.
session-with-oneself = Себе помощь записать нельзя. Выберите, кому помогли.
session-minutes = Длительность — от { $least } до { $most } минут.
session-in-future = Этот день ещё не наступил. Запишите, когда встреча пройдёт.
session-too-old = Это было больше трёх лет назад. Проверьте, пожалуйста, дату.
session-incomplete = Для { $term_consilium_short_gen } нужны состав, рекомендация и срок, каждое не длиннее тысячи знаков.
session-deadline-before = Срок раньше самой встречи. Проверьте, пожалуйста, дату.
session-unknown-person = Кого-то из них в списке больше нет. Выберите, пожалуйста, ещё раз.
session-unknown-organisation = Этого места в списке больше нет. Выберите, пожалуйста, ещё раз.
session-not-of-request = Заявка № { $number } — от другого человека. Уберите из записи заявку или выберите его.
session-of-event = Эта запись сделана по отметкам о приходе на событие. Поправьте их там.
session-reason-needed = Напишите, пожалуйста, причину.
session-no-places = Список школ пока пуст. Его загружает { $term_coordinator_nom }.
session-no-staff = { $place }: в списке пока никого нет. Выберите другое или найдите человека по фамилии.
