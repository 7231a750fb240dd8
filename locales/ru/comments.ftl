# Вопросы под записями, в обсуждениях и на стене сообщества.

command-comments = Вопросы в сообществе
about-comments = вопросы под записями, которые ждут ответа, и предложенные записи
title-comments = вопросы в сообществе
title-comment = вопрос в сообществе
title-comment-mine = ваш вопрос под записью
title-comment-answer = ответ под записью
title-comment-close = вопрос в сообществе
title-comment-quiet = ответы под записью
title-request-public = ответ под записью
title-request-topic = тема вопроса

# --- что помощник отвечает всем ---

comments-general = Спасибо за вопрос! Подробно ответит коллега из методической службы. Откройте чат по этой ссылке, и вопрос станет заявкой на консультацию: { $link }
comments-general-post = Спасибо, что поделились! Если нужна помощь коллеги, откройте чат по этой ссылке: { $link }

# --- кто спросил ---

comments-mine-open = Отправить мой вопрос
comments-mine-wait = Мой вопрос под записью
comments-not-yours = По этой ссылке отправляет свой вопрос тот, кто задал его под записью.
    Если вопрос есть и у вас, задайте его прямо здесь.
comments-topic = { $shown ->
    [masked] Ваш вопрос из сообщества.
   *[open] Ваш вопрос: «{ $text }»
}
    К какой теме он ближе? Так быстрее найдётся тот, кто с этим помогает.
comments-topic-unsure = Не знаю, решит коллега
comments-which-topic = Заявка № { $number }
    К какой теме ваш вопрос ближе?
comments-topic-head = Записано, спасибо.
comments-choose-topic = Выбрать тему
comments-requested = Ваш вопрос под записью стал заявкой № { $number }. Ответа коллеги ждём до { $until }.
    Если хотите, выберите тему: так помощь будет точнее.
comments-requested-listed = Ваш вопрос под записью стал заявкой № { $number }. Коллегу подберёт { $term_coordinator_nom }, и я напишу.
    Если хотите, выберите тему: так помощь будет точнее.
comments-answered = { $shown ->
    [masked] На ваш вопрос ответили там, где вы его задали.
   *[open] На ваш вопрос ответили там, где вы его задали: { $link }
}

# --- кто помогает ---

request-no-topic = вопрос из сообщества
comments-answer-open = Ответить под записью
comments-answer = Напишите ответ, который увидят все. Он выйдет от имени сообщества.
    Без имён, школ и подробностей о людях.
comments-answer-check = Так это увидят все:

    { $text }

    { $warning }
comments-answer-fine = Выйдет от имени сообщества, ответом на вопрос.
comments-answer-names = { $count ->
    [one] Похоже, в тексте есть фамилия: { $names }. Уберите её, если речь о человеке.
   *[other] Похоже, в тексте есть фамилии: { $names }. Уберите их, если речь о людях.
}
comments-answer-send = Опубликовать ответ
comments-answer-leave = Не публиковать
comments-answer-not-sent = Хорошо, ответ не опубликован.
comments-answer-cannot = Здесь сейчас нельзя ответить для всех.
comments-answer-head = Ответ принят: через несколько секунд он появится под вопросом.
comments-refused = { $shown ->
    [masked] Сообщество не приняло ваш ответ под записью: комментарии там закрыты или для них нужны другие права. Текст — в веб-чате.
   *[open] Сообщество не приняло ваш ответ под записью: комментарии там закрыты или для них нужны другие права.
    Текст цел, его можно отправить лично:

    { $text }
}
comments-answered-already = Под этим вопросом ответ службы уже есть. Дальше лучше писать лично.
comments-not-answerable = В этом обсуждении помощник отвечать не может: для него нужен ключ редактора сообщества. Напишите автору лично.
comments-not-open = На этот вопрос уже ответили, или он стал заявкой.
comments-gone = Такого вопроса больше нет.

# --- координатор ---

comments-wait = Вопросы в сообществе: { $count }
comments-none = Вопросов, которые кого-то ждут, сейчас нет.
comments-list = Эти вопросы ждут: авторы помощнику пока не знакомы, или запись ещё не опубликована. Какой открыть?
comments-line = { $at } · { $kind } · { $text }
comments-kind-comment = под записью
comments-kind-discussion = в обсуждении
comments-kind-post = на стене
comments-kind-suggested = предложенная запись
comments-card = **Вопрос в сообществе**
    { $lines }
comments-card-kind = { $kind }, { $at }
comments-card-text = { $shown ->
    [masked] Слова автора — в веб-чате.
   *[open] «{ $text }»
}
comments-card-link = { $shown ->
    [masked] Где спросили — в веб-чате.
   *[open] Где спросили: { $link }
}
comments-card-author = Автор: { $who }
comments-card-stranger = Автор помощнику не знаком: считается обращением, не консультацией.
comments-card-general = Общий ответ со ссылкой: { $state }.
comments-card-quiet = Под этой записью помощник всем не отвечает.
comments-card-mute = Отвечать здесь помощник не может: нужен ключ редактора сообщества.
comments-card-answer = { $shown ->
    [masked] Ответ для всех { $state }, текст — в веб-чате.
   *[open] Ответ для всех { $state }: { $text }
}
comments-reply-waiting = выходит
comments-reply-posted = опубликован
comments-reply-refused = не принят сообществом
comments-reply-unclear = возможно, опубликован: проверьте в сообществе
comments-reply-dropped = отменён
comments-all = Все вопросы
comments-open = Открыть вопрос
comments-see-draft = Открыть черновик
comments-close = Вопрос закрыт
comments-closed-head = Закрыто: в списке его больше нет.
comments-be-quiet = Не отвечать под этой записью
comments-be-loud = Отвечать под этой записью
comments-quiet-head = Хорошо, под этой записью помощник больше не отвечает. Вопросы придут сюда.
comments-loud-head = Хорошо, на новые вопросы под этой записью помощник ответит.
comments-suggested = В сообществе предложили запись. Черновик готов: посмотрите и решите, публиковать ли.
comments-unanswered = В сообществе задали вопрос, а ответить под ним помощник не смог. Посмотрите, пожалуйста.
