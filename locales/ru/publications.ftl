# Публикации: что рассказываем всем, где это стоит, что делать, если не вышло.

command-publications = Публикации
about-publications = рассказать всем: в сообществе и в канале
title-publications = публикации
title-publication = публикация
title-publication-new = новая публикация
title-publication-approve = выпуск публикации
title-publication-now = выпуск публикации
title-publication-time = время публикации
title-publication-edit = правка публикации
title-publication-delete = удаление публикации
title-publication-replies = ответы под публикацией
title-publication-place = публикация на площадке
title-publication-again = повтор публикации
title-publication-anew = повтор публикации
title-publication-done = отметка о публикации
title-publication-copy = текст публикации

publications-choose = Публикации. Сначала те, где нужно ваше решение, потом новые.
publications-begin = Здесь вы один раз пишете — а выйдет сразу везде: в сообществе и в канале.
    Перед выходом покажу, как это будет выглядеть.
publications-new = Написать
publications-all = Все публикации
publications-open = К публикации
publications-tell = Рассказать об этом
publications-stuck = Публикации: нужно решение ({ $count })
publications-line-draft = { $title } · черновик
publications-line-waiting = { $title } · выйдет { $at }
publications-line-approved = { $title } · { $at }
publications-line-withdrawn = { $title } · удалено
publications-line-stuck = { $title } · нужно решение

publications-card = **{ $title }**
    { $lines }

    { $text }
publications-is-draft = Черновик: никто его пока не видит.
publications-is-withdrawn = Удалено: больше не публикуется.
publications-asks = Приглашаем задавать вопросы: любой комментарий считается вопросом.
publications-silent = Под этой публикацией помощник не отвечает.
publications-due = { $channel }: выйдет { $at }
publications-going-publish = { $channel }: публикуется…
publications-going-edit = { $channel }: правка уходит… { $link }
publications-going-delete = { $channel }: удаляется…
publications-late-publish = { $channel }: пока не отвечает. Пробую ещё, следующий раз { $at }.
publications-late-edit = { $channel }: пока не отвечает, правка подождёт. Следующий раз { $at }.
publications-late-delete = { $channel }: пока не отвечает, удалю, как только ответит. Следующий раз { $at }.
publications-published = { $channel }: вышло { $at }
    { $link }
publications-published-by-hand = { $channel }: вышло { $at }, отмечено вручную
publications-failed-publish = { $channel }: **не вышло.** { $why }
publications-failed-edit = { $channel }: **правка не прошла.** { $why }
publications-failed-delete = { $channel }: **не удалилось.** { $why }
publications-unclear-publish = { $channel }: **неясно, вышло ли.** { $why }
publications-deleted = { $channel }: удалено
publications-dropped = { $channel }: не публиковалось

publications-why-token = Ключ доступа не принят: он устарел или отозван. Администратору: получить новый и вписать в настройки (VK_WALL_TOKEN для стены, TELEGRAM_TOKEN для канала), потом «Попробовать ещё раз».
publications-why-wall-token = Ключом сообщества писать на стену нельзя. Нужен ключ пользователя — администратора или редактора сообщества, с правом «Стена» (wall). Администратору: получить его на dev.vk.com (раздел «Ключ доступа пользователя»), вписать в VK_WALL_TOKEN и перезапустить помощника.
publications-why-wall-right = У ключа или у его владельца нет права писать на стену. Владелец ключа VK_WALL_TOKEN должен быть администратором или редактором сообщества, а сам ключ — с правом «Стена» (wall); получить его можно на dev.vk.com (раздел «Ключ доступа пользователя»).
publications-why-wall-limit = ВКонтакте не даёт публиковать так часто. Попробуйте завтра.
publications-why-wall-links = ВКонтакте не пропускает ссылку из текста. Уберите её или замените другой.
publications-why-news-right = Помощник не может писать в этот канал. Администратору канала: добавить бота администратором с правом публиковать, менять и удалять сообщения.
publications-why-news-chat = Такого канала нет или бот его не видит. Администратору: проверить TELEGRAM_NEWS_CHAT и добавить бота в канал администратором.
publications-why-gone = Этой записи там уже нет: её кто-то удалил.
publications-why-too-late = Прошло слишком много времени: помощнику это уже не разрешают. Сделайте это сами, прямо там.
publications-why-event-off = Событие отменили, поэтому рассказывать о нём не стал.
publications-why-by-hand = Номер этой записи помощнику неизвестен. Сделайте это сами, прямо там.
publications-why-no-board = Эту площадку отключили в настройках. Верните её и попробуйте ещё раз или сделайте это сами.
publications-why-down = Площадка не отвечает уже сутки. Попробуйте позже или опубликуйте сами.
publications-why-unsure = Связь прервалась, пока публикация уходила. Загляните туда и решите.
publications-why-died = Помощник перезапустился, пока публикация уходила. Загляните туда и решите.
publications-why-restored = Данные восстановлены из копии, после неё публикация могла выйти. Загляните туда и решите.
publications-why-refused = Площадка ответила отказом. Проверьте текст; если повторится, покажите администратору: подробности в журнале.

publications-help = { $channel }: что делать
publications-place = **{ $title }**
    { $lines }
publications-again = Попробовать ещё раз
publications-anew = Опубликовать ещё раз
publications-it-is-there = Вышло
publications-it-is-not-there = Там её нет
publications-by-hand = Сделано вручную
publications-copy-open = Текст, чтобы скопировать
publications-copy = { $text }
publications-tries-again = { $channel }: пробую ещё раз. Что получилось, покажет публикация.
publications-anew-check = «{ $title }», { $channel }. Вы посмотрели, и её там нет? Если есть, она выйдет второй раз.
publications-anew-yes = Её нет, опубликовать
publications-anew-no = Не публиковать
publications-noted = { $channel }: отметил.
publications-told-failed = «{ $title }»: не вышло, { $channel }. Почему и что делать, покажет публикация.
publications-told-unclear = «{ $title }»: неясно, вышло ли, { $channel }. Загляните туда, пожалуйста, и решите.

publications-refresh = Обновить
publications-approve = Посмотреть и опубликовать
publications-now = Опубликовать сейчас
publications-other-time = Другое время
publications-edit = Изменить
publications-delete = Удалить
publications-be-silent = Не отвечать под ней
publications-reply = Отвечать под ней
publications-replies-on = Под этой публикацией помощник отвечает на вопросы.
publications-replies-off = Под этой публикацией помощник больше не отвечает. Вопросы по-прежнему увидите вы.

publications-about = О чём расскажем?
publications-news = Новость, не о событии
publications-kind = Какая это публикация?
publications-title = Заголовок, одной строкой.
publications-text = Напишите текст. Заголовок над ним поставлю я.
publications-text-event = Такой текст готов:

    { $text }

    Ссылки, чтобы записаться, добавлю сам. Оставить так или пришлёте свой?
publications-text-ready = Оставить так
publications-text-change = Сейчас так:

    { $text }

    Пришлите новый текст целиком.
publications-asks-question = Пригласить задавать вопросы? Тогда любой комментарий под публикацией считается вопросом. Иначе — только помеченный.
publications-asks-no = Без приглашения
publications-asks-yes = Да, «задайте вопрос»
publications-check = Так это будет выглядеть.

    { $looks }
publications-look = — { $channel }, «{ $title }» —
    { $text }
publications-strong = **{ $text }**
publications-names = **Внимание:** { $count ->
    [one] похоже на фамилию из списков
   *[many] похоже на фамилии из списков
}: { $names }. Публикацию увидят все. Если это человек, вернитесь и уберите фамилию.
publications-nowhere = **{ $title }**
    { $text }

    Публиковать пока некуда: администратор ещё не подключил ни сообщество, ни канал. Черновик сохранится.
publications-publish-now = Опубликовать сейчас
publications-publish-later = Выбрать время
publications-keep-draft = Оставить черновиком
publications-not-yet = Пока не публиковать
publications-drop = Не сохранять
publications-day = В какой день выйдет?
publications-time = Во сколько?
publications-leaves = Готово, публикация уходит. Через несколько секунд здесь появятся ссылки.
publications-leaves-later = «{ $title }» выйдет { $at }. До этого её можно изменить или отменить.
publications-kept = «{ $title }» сохранено черновиком.
publications-dropped-draft = Хорошо, ничего не сохраняю.
publications-change = «{ $title }»: что меняем?
publications-change-text = Текст
publications-change-title = Заголовок
publications-change-kind = Вид
publications-change-asks = Приглашение к вопросам
publications-change-yes = Сохранить
publications-change-no = Оставить как было
publications-changed = «{ $title }»: изменил. Где публикация уже вышла, она сейчас обновится.
publications-as-before = «{ $title }»: всё осталось как было.
publications-delete-check = Удалить «{ $title }»? { $count ->
    [0] Она пока нигде не вышла, и уже не выйдет.
   *[many] Там, где она вышла, её тоже не станет.
}
publications-delete-yes = Удалить
publications-delete-no = Оставить
publications-withdrawing = «{ $title }»: { $count ->
    [0] удалено, она не выйдет.
   *[many] удаляется. Через несколько секунд её не будет.
}

publications-gone = Такой публикации нет. Что есть, покажут «Публикации».
publications-withdrawn = Эту публикацию уже удалили.
publications-approved-before = Эту публикацию уже выпустили.
publications-under-way = Публикация уже уходит, времени не поменять. Её можно изменить или удалить.
publications-settled-before = Здесь уже всё решено.
publications-only-by-hand = Помощник здесь уже не поможет: сделайте это сами и нажмите «Сделано вручную».
publications-in-the-past = Это время уже прошло. Выберите день и время впереди.
publications-no-boards = Публиковать пока некуда: администратор ещё не подключил ни сообщество, ни канал.
publications-no-such-event = Об этом событии рассказать уже нельзя: оно прошло, отменено или закрытое.
publications-unclear-words = Что-то в этой публикации не сходится. Проверьте ответы: «Назад» вернёт к любому вопросу.

publications-post = { $kind }
    **{ $title }**

    { $text }
publications-post-sign-up = Подробнее и записаться:
    { $ways }
publications-post-way = { $channel }: { $link }
publications-post-ask = Есть вопрос? Задайте его в комментарии — ответим.
publications-post-ask-chat = Есть вопрос? Задайте его помощнику:
    { $ways }
publications-about-place = { $day }, в { $clock }, { $minutes } мин
    { $where }
publications-about-online = { $day }, в { $clock }, { $minutes } мин
    Онлайн: ссылку получат те, кто записался
