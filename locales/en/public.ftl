# Where nothing personal may pass at all: a greeting, events, help.

public-greeting = Hello! This is the assistant of the methodical service: { $service }.
    Only public events are shown here. Consultations, places at events and the self-assessment are in the web chat: the service may not send personal data through this messenger.
    The link below opens the web chat; it works for 15 minutes.
    A person to talk to: { $phone }, { $email }
public-events = **Public events**
    { $lines }

    Sign up in the web chat: the link below works for 15 minutes.
public-event = { $at } — “{ $title }”. { $where }
public-one-event = **{ $title }**
    { $at } · { $where }

    { $about }

    Sign up in the browser chat: the link below works for 15 minutes.
public-one-event-short = **{ $title }**
    { $at } · { $where }

    Sign up in the browser chat: the link below works for 15 minutes.
public-no-events = No public events are ahead yet. They will be here as soon as there are any.
public-help = Here you can look at public events and get a link into the web chat.
    The web chat has consultations, the self-assessment, places at events and all about yourself.
    A person to talk to: { $phone }
public-privacy = The service gets and keeps nothing personal from here: only the number of this chat, to answer you.
    “My data” (consent, list, erasure) is in the web chat, by the link below.
    { $operator } answers for your data, { $phone }.
public-code = Please enter the code of your invitation in the web chat: it has not been used up here.
public-elsewhere = This conversation goes on in the web chat. Press “Menu” and I will give you the link.
