# Настройки: язык, напоминания, несколько мессенджеров.

command-settings = Настройки
about-settings = язык, напоминания, куда писать
title-settings = настройки
title-language = язык
title-reminders = напоминания
command-link = Связать аккаунты
about-link = один человек в нескольких мессенджерах
title-link = связать аккаунты

settings-screen = **Настройки**
    Пишу вам сюда: { $where }{ $more ->
        [0] {""}
       *[other] , а если не получится — { $others }
    }.
    { $reminders }
settings-nowhere = пока некуда
settings-reminder = { $what }: { $on ->
    [yes] включены
   *[no] выключены
}
settings-kind-event-reminder = Напоминания о событиях
settings-kind-request-meeting-soon = Напоминания о встречах
settings-language = Язык
settings-reminders = Напоминания
settings-which-language = На каком языке писать вам?
settings-in-ru = По-русски
settings-in-en = In English
settings-language-set = Хорошо, пишу по-русски.
settings-which-reminder = Что включить или выключить?
settings-reminder-set = { $what } теперь { $on ->
    [yes] включены
   *[no] выключены
}.

link-which = Один человек может писать из нескольких мессенджеров: разговор и заявки общие.
    Получите код здесь и введите его там, или наоборот.
link-get = Получить код
link-type = Ввести код
link-code = Ваш код: **{ $code }**
    В другом мессенджере напишите «/start { $code }» или «Связать аккаунты». Код действует один раз, 15 минут.
link-ask = Напишите код, который вы получили в другом мессенджере.
link-sure = Объединить этот аккаунт с тем, где вы получили код? Разговор, заявки и роли станут общими, разделить их потом нельзя.
link-join = Объединить
link-left = Ничего не изменено.
link-done = Готово: теперь это один человек. Всё общее, начатое можно продолжить здесь.

title-helping = новые заявки
settings-taking = Новые заявки: принимаю
settings-paused = Новые заявки: не принимаю
settings-pause = Не принимаю новые заявки
settings-resume = Снова принимаю
settings-now-paused = Хорошо, новые заявки пойдут к коллегам. Те, что уже у вас, остаются за вами.
    Когда будете готовы, нажмите «Снова принимаю».
settings-now-taking = Спасибо. Новые заявки снова приходят к вам.
settings-helping-unclear = Не понял, принимать заявки или нет. Выберите, пожалуйста, в «Настройках».
