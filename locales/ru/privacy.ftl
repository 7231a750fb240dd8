# «Мои данные»: что хранится, согласия, файл, удаление.

command-privacy = Мои данные
about-privacy = что о вас хранится, согласия, удаление
title-privacy = мои данные
title-my-kept = что хранится
title-my-consents = согласия
title-my-consent = текст согласия
title-my-publication = публикация имени
title-my-withdrawal = отзыв согласия
title-my-file = файл с данными
title-erase = удаление данных

privacy-screen = **Мои данные**
    Отвечает за них: { $operator }.
    Хранится: { $kinds }.
    { $consents }
privacy-stranger = О вас ничего не хранится, кроме номера этого чата: без него не ответить.
    За данные отвечает { $operator }. Что будет храниться, сказано в тексте согласия.
privacy-refused = О вас хранится только отказ и номер этого чата: без него не ответить.
    За данные отвечает { $operator }. Передумать можно в любой день.
privacy-no-consent = Согласия сейчас нет.
privacy-what-why = Что хранится и зачем
privacy-consents = Согласия
privacy-file = Получить файлом
privacy-erase = Удалить мои данные
privacy-given = { $what }: согласие, { $day }, { $where }
privacy-refused-line = { $what }: отказ, { $day }, { $where }
privacy-withdrawn = { $line }; отозвано: { $day }
privacy-kind-data = Обработка данных
privacy-kind-publication = Публикация имени

privacy-kept = **Что хранится и зачем**
    { $kinds }

    **Что останется и после удаления**
    { $law }
privacy-kept-nothing = О вас ничего не хранится, кроме того, что велит закон:
    { $law }
privacy-kept-line = • { $what } — { $why }
privacy-law-line = • { $what }: { $why }; { $long }
privacy-law-short = • { $what }

privacy-decisions = **Согласия**
    { $lines }
privacy-read-data = Текст: обработка данных
privacy-read-name = Текст: публикация имени
privacy-text = { $text }
privacy-publish = Разрешить публиковать имя
privacy-unpublish = Не публиковать моё имя
privacy-agree-publish = Согласен, согласна
privacy-published = Спасибо, записано. Передумать можно в любой момент: «Не публиковать моё имя».
privacy-not-published = Хорошо, ваше имя нигде не появится. Помогать вам будут так же.
privacy-withdraw = Отозвать согласие
privacy-nothing-to-withdraw = Этого согласия сейчас нет, отзывать нечего.
privacy-sure-data = Если отозвать согласие, я перестану вам писать и напоминать, роли закроются, открытые заявки и записи на события снимутся. Данные удалятся сами через 30 дней, а если нажмёте «Удалить мои данные», то сразу.
    Дать согласие снова можно в любой день.
privacy-yes-data = Отозвать согласие
privacy-sure-publication = Ваше имя больше не будет публиковаться, а там, где уже стоит, служба снимет его за три рабочих дня. На помощь вам это не влияет.
privacy-yes-publication = Не публиковать моё имя
privacy-leave = Оставить как есть
privacy-left = Всё осталось как было.
privacy-stopped = Согласие отозвано: больше ничего не пишу и не обрабатываю.
    Данные можно удалить сейчас. Консультацию дадут и по телефону { $phone }.
privacy-unpublished = Записано: ваше имя больше не публикуется. { $Term_coordinator_nom } снимет его там, где оно уже стоит.
privacy-take-down = Имя больше нельзя публиковать: { $who }
    Снимите его с сайта и из сообщества за три рабочих дня.

privacy-file-here = { $shown ->
    [masked] Сюда файл с личным отправить нельзя. Откройте веб-чат по ссылке: файл придёт туда.
   *[open] Вот всё, что о вас хранится. Файл откроется в любом браузере.
}
my-data-title = Мои данные
my-data-about = Всё, что помощник методической службы хранит о вас. Отвечает за данные: { $operator }, { $email }.

erase-nothing = О вас ничего не хранится, удалять нечего.
erase-what = Уйдут имя, контакты, ответы самодиагностики, всё написанное вами, аккаунты и этот разговор. Роли закроются.
    Останется по закону:
    { $law }
erase-go-on = Дальше к удалению
erase-sure = Точно удалить? Вернуть будет нельзя, и я вас больше не узнаю.
erase-for-ever = Удалить навсегда
erase-done = Данные удалены. Для меня вы теперь незнакомый человек.
    Начать заново можно в любой день.

privacy-group-profile = имя, место работы, предмет
privacy-why-profile = чтобы узнать вас и подобрать того, кто поможет
privacy-group-consents = согласия и отказы ({ $count })
privacy-why-consents = служба обязана доказать, что согласие было
privacy-group-roles = роли ({ $count })
privacy-why-roles = чтобы открыть вам то, что вам нужно по работе
privacy-group-settings = напоминания, которые вы выключили ({ $count })
privacy-why-settings = чтобы не напоминать о том, о чём не просили
privacy-group-accounts = мессенджеры, из которых вы пишете ({ $count })
privacy-why-accounts = чтобы ответить вам и вернуться к разговору
privacy-group-assessments = самодиагностика ({ $count })
privacy-why-assessments = чтобы показать вам результат и перемены; видите только вы
privacy-group-requests = заявки ({ $count })
privacy-why-requests = чтобы вам ответили и было видно, чем кончилось
privacy-group-comments = вопросы в сообществе ({ $count })
privacy-why-comments = чтобы ответить вам и показать, где вы спросили
privacy-group-sessions = полученная поддержка ({ $count })
privacy-why-sessions = по ней служба считает показатели
privacy-group-events = записи на события ({ $count })
privacy-why-events = чтобы напомнить вам и отметить участие
privacy-group-notices = сообщения вам ({ $count })
privacy-why-notices = чтобы ни одно не пропало и не пришло дважды
privacy-group-roster = строки из списков школы ({ $count })
privacy-why-roster = чтобы список можно было проверить и отменить
privacy-group-talk = этот разговор
privacy-why-talk = чтобы продолжить с того же места
privacy-group-other = прочее ({ $count })
privacy-why-other = записи, без которых не работает помощник

privacy-field-ref = Номер, которым вас называют там, где имя нельзя
privacy-field-last = Фамилия
privacy-field-first = Имя
privacy-field-patronymic = Отчество
privacy-field-birth-date = День рождения
privacy-field-birth-year = Год рождения
privacy-field-started-on = Начало педагогической работы
privacy-field-category = Категория
privacy-field-phone = Телефон
privacy-field-email = Электронная почта
privacy-field-profile = Кто вы в самодиагностике
privacy-field-organisation-id = Место работы
privacy-field-position = Должность
privacy-field-subject = Предмет
privacy-field-kind = Вид
privacy-field-since = С какого дня
privacy-field-until = По какой день
privacy-field-version = Версия текста
privacy-field-given = Дано
privacy-field-channel = Где
privacy-field-at = Когда
privacy-field-withdrawn-at = Отозвано
privacy-field-role = Роль
privacy-field-order-number = Приказ
privacy-field-number = Номер
privacy-field-capacity = Заявок в месяц
privacy-field-address = Адрес в мессенджере
privacy-field-locale = Язык
privacy-field-used-at = Последнее обращение
privacy-field-form = Форма
privacy-field-answers = Ответы
privacy-field-topic = Тема
privacy-field-importance = Насколько важно
privacy-field-id = Номер
privacy-field-opened-at = Открыта
privacy-field-way = Как удобно
privacy-field-details = Подробности
privacy-field-meeting-at = Встреча
privacy-field-ended-at = Закончено
privacy-field-request-id = Номер заявки
privacy-field-link = Ссылка
privacy-field-text = Текст
privacy-field-held-on = День
privacy-field-direction = Направление
privacy-field-minutes = Минут
privacy-field-result = Итог
privacy-field-recommendation = Рекомендация
privacy-field-composition = Состав
privacy-field-next-step-on = Следующий шаг
privacy-field-rating = Ваша оценка
privacy-field-title = Событие
privacy-field-starts-at = Начало
privacy-field-place = Где проходит
privacy-field-signed-at = Вы записались
privacy-field-came = Вы пришли
privacy-field-marked-at = Отмечено
privacy-field-args = Что было сказано
privacy-field-sent-at = Отправлено
privacy-field-state = Ответы в начатых разговорах

privacy-value-data = обработка данных
privacy-value-publication = публикация имени
privacy-value-teacher = педагог
privacy-value-manager = руководитель
privacy-value-express = короткая
privacy-value-full = полная
privacy-value-ru = русский
privacy-value-en = английский
privacy-value-event-reminder = события
privacy-value-request-meeting-soon = встречи
