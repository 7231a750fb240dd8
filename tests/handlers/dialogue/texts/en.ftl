t-topic = Which topic?
t-lesson = Planning a lesson
t-form = What suits you?
t-menu = How can I help?
