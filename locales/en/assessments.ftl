# Self-assessment.

command-assess = Self-assessment
about-assess = a few minutes show where it is hardest now
title-assess = self-assessment
title-topics = result by topic
title-priorities = what matters now

assess-form = The self-assessment helps you choose support. It is no appraisal; only you see your answers and the result.
    The short one has 10 questions, 2–3 minutes. The full one has about 23 questions, 5–7 minutes. You can pause at any time.
assess-form-express = Short, 10 questions
assess-form-full = Full
assess-form-latest = My last result
assess-form-other-post = I have another post now
assess-profile = Who are you now? What is asked depends on it.
assess-item = { $topic } · { $number } of { $total }
    **{ $prompt }**
assess-begin = Begin
assess-none-yet = There is no result yet: you have not done the self-assessment.

assess-result = Done, thank you for being honest. Only you see this.
    Strong sides: { $strong }.
    Hardest now: **{ $hardest }**.
    { $more }
assess-result-express = Done, thank you. Only you see this. There were few questions, so all of it is preliminary.
    Strong sides: { $strong }.
    Topics you sometimes find hard: **{ $hardest }**.
    { $more }
assess-nothing = nothing to see yet
assess-summary = { $total ->
    [0] There are too few answers for the picture.
   *[other] In the picture: { $hard } { $hard ->
        [one] topic
       *[other] topics
    } of { $total } are hard, { $growth } can grow, { $strong } are a resource.
}
assess-shift = Since last time ({ $before }) it became easier: { $better }; harder: { $worse }.
assess-shift-better = Since last time ({ $before }) it became easier: { $better }.
assess-shift-worse = Since last time ({ $before }) it became harder: { $worse }.
assess-shift-none = No visible change since last time ({ $before }).
assess-low-resource = It looks as if you have little strength just now. That too is a reason to ask for support; I tell nobody about your answers.
assess-choose = What matters to me now
assess-ask-help = Ask for help
assess-ask-help-with = Ask for help: { $topic }
assess-full = Take the full one
assess-by-topic = Topic by topic

assess-topics = **By topic**, { $at }
    { $lines }
assess-topic-line = { $topic } — { $level }
assess-single-item = preliminary: one question, no level
assess-few-answers = not enough answers
assess-choose-topics = Preliminarily, this is where it is sometimes hard for you. What would you like help with? You may choose several.
assess-important = **{ $topic }**
    How much does this matter to you now?
assess-chosen = Noted: what matters now is { $topics }. Only you see this until you ask for help.
assess-chosen-none = All right. When something starts to matter, this menu is at hand.
assess-nothing-weak = Your answers show no weak topic. You could help colleagues: see what the menu offers.
assess-no-result = There is no such result. «Self-assessment» opens yours.
