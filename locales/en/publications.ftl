# Publications: what is told to everybody, where it stands, what to do where it failed.

command-publications = Posts
about-publications = to tell everybody, in the community and the channel
title-publications = posts
title-publication = a post
title-publication-new = a new post
title-publication-approve = publishing a post
title-publication-now = publishing a post
title-publication-time = the time of a post
title-publication-edit = changing a post
title-publication-delete = deleting a post
title-publication-replies = replies under a post
title-publication-place = a post at one place
title-publication-again = trying a post again
title-publication-anew = publishing a post again
title-publication-done = a note about a post
title-publication-copy = the text of a post

publications-choose = Posts. First those that need your decision, then the newest.
publications-begin = Here you write once, and it appears everywhere: in the community and in the channel.
    Before it does, I show how it will look.
publications-new = Write
publications-all = All posts
publications-open = To the post
publications-tell = Tell everybody
publications-stuck = Posts: a decision is needed ({ $count })
publications-line-draft = { $title } · draft
publications-line-waiting = { $title } · appears { $at }
publications-line-approved = { $title } · { $at }
publications-line-withdrawn = { $title } · deleted
publications-line-stuck = { $title } · needs a decision

publications-card = **{ $title }**
    { $lines }

    { $text }
publications-is-draft = A draft: nobody sees it yet.
publications-is-withdrawn = Deleted: it is published no more.
publications-asks = People are invited to ask: any comment counts as a question.
publications-silent = The assistant does not answer under this post.
publications-due = { $channel }: appears { $at }
publications-going-publish = { $channel }: being published…
publications-going-edit = { $channel }: the change is leaving… { $link }
publications-going-delete = { $channel }: being deleted…
publications-late-publish = { $channel }: does not answer. I go on trying, next { $at }.
publications-late-edit = { $channel }: does not answer, the change waits. Next try { $at }.
publications-late-delete = { $channel }: does not answer; I delete it as soon as it does. Next try { $at }.
publications-published = { $channel }: appeared { $at }
    { $link }
publications-published-by-hand = { $channel }: appeared { $at }, noted by hand
publications-failed-publish = { $channel }: **it has not appeared.** { $why }
publications-failed-edit = { $channel }: **the change was refused.** { $why }
publications-failed-delete = { $channel }: **it was not deleted.** { $why }
publications-unclear-publish = { $channel }: **unclear whether it has appeared.** { $why }
publications-deleted = { $channel }: deleted
publications-dropped = { $channel }: not published

publications-why-token = The token is refused: it is too old or was revoked. For the administrator: get a new one and put it into the settings (VK_WALL_TOKEN for the wall, TELEGRAM_TOKEN for the channel), then “Try again”.
publications-why-wall-token = The community's own token may not write on the wall. It takes a user's token: of an administrator or editor of the community, with the right “wall”. For the administrator: get it at dev.vk.com (“User access token”), put it into VK_WALL_TOKEN and restart the assistant.
publications-why-wall-right = The token or its owner may not write on the wall. The owner of VK_WALL_TOKEN has to be an administrator or editor of the community, and the token needs the right “wall”; it is made at dev.vk.com (“User access token”).
publications-why-wall-limit = ВКонтакте does not let us publish so often. Try tomorrow.
publications-why-wall-links = ВКонтакте does not accept a link of the text. Take it out or use another.
publications-why-news-right = The assistant may not write into this channel. For the channel's administrator: make the bot an administrator who may post, edit and delete messages.
publications-why-news-chat = There is no such channel, or the bot does not see it. For the administrator: check TELEGRAM_NEWS_CHAT and make the bot an administrator of the channel.
publications-why-gone = The post is not there any more: somebody has deleted it.
publications-why-too-late = Too much time has passed: the assistant may not do this any more. Do it there yourself.
publications-why-event-off = The event was called off, so nothing was told about it.
publications-why-by-hand = The assistant does not know the number of this post. Do it there yourself.
publications-why-no-board = This place was taken out of the settings. Put it back and try again, or do it yourself.
publications-why-down = The place has not answered for a day. Try later or publish it yourself.
publications-why-unsure = The connection broke while the post was leaving. Have a look there and decide.
publications-why-died = The assistant was restarted while the post was leaving. Have a look there and decide.
publications-why-restored = The data come from a backup, and the post may have appeared since. Have a look there and decide.
publications-why-refused = The place refuses it. Check the text; if it happens again, show it to the administrator: the log says more.

publications-help = { $channel }: what to do
publications-place = **{ $title }**
    { $lines }
publications-again = Try again
publications-anew = Publish once more
publications-it-is-there = It is there
publications-it-is-not-there = It is not there
publications-by-hand = Done by hand
publications-copy-open = The text to copy
publications-copy = { $text }
publications-tries-again = { $channel }: trying again. The post shows what came of it.
publications-anew-check = “{ $title }”, { $channel }. Have you looked, and it is not there? If it is, it will stand there twice.
publications-anew-yes = It is not: publish
publications-anew-no = Do not publish
publications-noted = { $channel }: noted.
publications-told-failed = “{ $title }” has not appeared: { $channel }. The post shows why, and what to do.
publications-told-unclear = “{ $title }”: unclear whether it has appeared, { $channel }. Please have a look there and decide.

publications-refresh = Look again
publications-approve = Look and publish
publications-now = Publish now
publications-other-time = Another time
publications-edit = Change
publications-delete = Delete
publications-be-silent = Do not answer under it
publications-reply = Answer under it
publications-replies-on = The assistant answers questions under this post.
publications-replies-off = The assistant does not answer under this post any more. You still see the questions.

publications-about = What is it about?
publications-news = News, no event
publications-kind = What kind of post is it?
publications-title = The title, in one line.
publications-text = Write the text. I put the title above it.
publications-text-event = This text is ready:

    { $text }

    I add the links to sign up. Keep it, or send your own?
publications-text-ready = Keep it
publications-text-change = It says now:

    { $text }

    Send the whole new text.
publications-asks-question = Invite people to ask? Then any comment under the post counts as a question. Otherwise only a marked one does.
publications-asks-no = No invitation
publications-asks-yes = Yes, “ask a question”
publications-check = This is how it will look.

    { $looks }
publications-look = — { $channel }, “{ $title }” —
    { $text }
publications-strong = **{ $text }**
publications-names = **Mind:** { $count ->
    [one] this looks like a surname from the staff lists
   *[other] these look like surnames from the staff lists
}: { $names }. Everybody will see the post. If it is a person, go back and take the surname out.
publications-nowhere = **{ $title }**
    { $text }

    There is nowhere to publish: the administrator has connected neither community nor channel yet. A draft is kept.
publications-publish-now = Publish now
publications-publish-later = Choose a time
publications-keep-draft = Keep as a draft
publications-not-yet = Not yet
publications-drop = Do not keep
publications-day = On which day does it appear?
publications-time = At what time?
publications-leaves = Done, the post is leaving. In a few seconds its links stand here.
publications-leaves-later = “{ $title }” appears { $at }. Until then it can be changed or called off.
publications-kept = “{ $title }” is kept as a draft.
publications-dropped-draft = All right, nothing is kept.
publications-change = “{ $title }”: what changes?
publications-change-text = Text
publications-change-title = Title
publications-change-kind = Kind
publications-change-asks = Invitation to ask
publications-change-yes = Save
publications-change-no = Leave it
publications-changed = “{ $title }” is changed. Where it has appeared it is brought up to date now.
publications-as-before = “{ $title }”: all is as it was.
publications-delete-check = Delete “{ $title }”? { $count ->
    [0] It has appeared nowhere yet, and will not.
   *[other] It goes where it has appeared, too.
}
publications-delete-yes = Delete
publications-delete-no = Keep
publications-withdrawing = “{ $title }”: { $count ->
    [0] deleted, it will not appear.
   *[other] being deleted. In a few seconds it is gone.
}

publications-gone = There is no such post. Those there are stand under “Posts”.
publications-withdrawn = This post was deleted before.
publications-approved-before = This post was published before.
publications-under-way = The post is leaving already, its time cannot change. It can be changed or deleted.
publications-settled-before = Everything is settled here.
publications-only-by-hand = The assistant cannot help here: do it yourself and press “Done by hand”.
publications-in-the-past = This time has passed. Choose a day and a time to come.
publications-no-boards = There is nowhere to publish: the administrator has connected neither community nor channel yet.
publications-no-such-event = This event cannot be told about: it is over, called off or not public.
publications-unclear-words = Something about this post does not fit. Check the answers: “Back” leads to every question.

publications-post = { $kind }
    **{ $title }**

    { $text }
publications-post-sign-up = More, and to sign up:
    { $ways }
publications-post-way = { $channel }: { $link }
publications-post-ask = A question? Ask it in a comment, and we answer.
publications-post-ask-chat = A question? Ask the assistant:
    { $ways }
publications-about-place = { $day }, at { $clock }, { $minutes } min
    { $where }
publications-about-online = { $day }, at { $clock }, { $minutes } min
    Online: those who sign up get the link
