# Questions under posts, in discussions and on the wall of the community.

command-comments = Questions in the community
about-comments = questions under posts that wait for an answer, and suggested posts
title-comments = questions in the community
title-comment = a question in the community
title-comment-mine = your question under a post
title-comment-answer = an answer under a post
title-comment-close = a question in the community
title-comment-quiet = answers under a post
title-request-public = an answer under a post
title-request-topic = the topic of the question

# --- what the assistant answers to everybody ---

comments-general = Thank you for asking! A colleague of the methodical service answers in detail. Open the chat by this link, and your question becomes a request for a consultation: { $link }
comments-general-post = Thank you for sharing! If you need a colleague's help, open the chat by this link: { $link }

# --- who asked ---

comments-mine-open = Send my question
comments-mine-wait = My question under a post
comments-not-yours = By this link whoever asked under the post sends the question on.
    If you have a question too, ask it right here.
comments-topic = { $shown ->
    [masked] Your question from the community.
   *[open] Your question: “{ $text }”
}
    Which topic is it closest to? That finds the right colleague sooner.
comments-topic-unsure = I don't know, let the colleague decide
comments-which-topic = Request No. { $number }
    Which topic is your question closest to?
comments-topic-head = Noted, thank you.
comments-choose-topic = Choose a topic
comments-requested = Your question under a post has become request No. { $number }. We expect a colleague's answer by { $until }.
    Choose a topic if you like: it makes the help more exact.
comments-requested-listed = Your question under a post has become request No. { $number }. The coordinator looks for a colleague, and I write to you.
    Choose a topic if you like: it makes the help more exact.
comments-answered = { $shown ->
    [masked] Your question was answered where you asked it.
   *[open] Your question was answered where you asked it: { $link }
}

# --- who helps ---

request-no-topic = a question from the community
comments-answer-open = Answer under the post
comments-answer = Write the answer that everybody will see. It appears in the name of the community.
    No names, no schools, nothing about people.
comments-answer-check = Everybody will see this:

    { $text }

    { $warning }
comments-answer-fine = It appears in the name of the community, as a reply to the question.
comments-answer-names = { $count ->
    [one] There seems to be a surname in it: { $names }. Take it out if a person is meant.
   *[other] There seem to be surnames in it: { $names }. Take them out if people are meant.
}
comments-answer-send = Publish the answer
comments-answer-leave = Do not publish
comments-answer-not-sent = All right, the answer is not published.
comments-answer-cannot = Nothing can be answered to everybody here now.
comments-answer-head = Taken: it appears under the question in a few seconds.
comments-refused = { $shown ->
    [masked] The community did not take your answer under the post: comments are closed there or need other rights. The text is in the web chat.
   *[open] The community did not take your answer under the post: comments are closed there or need other rights.
    The text is safe, you may send it privately:

    { $text }
}
comments-answered-already = The service has answered under this question already. Better write privately from here.
comments-not-answerable = The assistant cannot answer in this discussion: it needs the token of an editor of the community. Write to the author privately.
comments-not-open = This question was answered already, or it has become a request.
comments-gone = There is no such question any more.

# --- the coordinator ---

comments-wait = Questions in the community: { $count }
comments-none = No question waits for anybody now.
comments-list = These questions wait: the assistant does not know their authors yet, or the post is not published. Which one?
comments-line = { $at } · { $kind } · { $text }
comments-kind-comment = under a post
comments-kind-discussion = in a discussion
comments-kind-post = on the wall
comments-kind-suggested = a suggested post
comments-card = **A question in the community**
    { $lines }
comments-card-kind = { $kind }, { $at }
comments-card-text = { $shown ->
    [masked] The author's words are in the web chat.
   *[open] “{ $text }”
}
comments-card-link = { $shown ->
    [masked] Where it was asked is in the web chat.
   *[open] Asked here: { $link }
}
comments-card-author = Author: { $who }
comments-card-stranger = The assistant does not know the author: counted as an appeal, not as a consultation.
comments-card-general = The general answer with the link: { $state }.
comments-card-quiet = The assistant does not answer publicly under this post.
comments-card-mute = The assistant cannot answer here: it needs the token of an editor of the community.
comments-card-answer = { $shown ->
    [masked] The public answer { $state }, its text is in the web chat.
   *[open] The public answer { $state }: { $text }
}
comments-reply-waiting = is on its way
comments-reply-posted = is published
comments-reply-refused = was not taken by the community
comments-reply-unclear = may be published: please look in the community
comments-reply-dropped = was called off
comments-all = All questions
comments-open = Open the question
comments-see-draft = Open the draft
comments-close = This one is done
comments-closed-head = Done: it is off the list.
comments-be-quiet = Do not answer under this post
comments-be-loud = Answer under this post
comments-quiet-head = All right, the assistant answers under this post no more. Questions come here.
comments-loud-head = All right, new questions under this post are answered.
comments-suggested = Somebody suggests a post in the community. The draft is ready: look at it and decide.
comments-unanswered = Somebody asked in the community, and the assistant could not answer there. Please have a look.
