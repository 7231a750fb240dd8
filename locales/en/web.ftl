# The browser chat: coming in, the page itself, the demo.

web-title = Metod-aktiv
web-skip = To the message field
web-log = Conversation
web-bar = Always at hand
web-write = Message
web-send = Send
web-newer = Something new ↓
web-noscript = The chat needs JavaScript. Please turn it on in the browser's settings and open the page again.
web-leave = Sign out
web-sending = Sending…
web-failed = Not sent: the chat does not take such a message. Try a shorter one, or a button.
web-file = File:
web-choose-file = Choose a file
web-file-too-large = Not sent: the file is larger than 10 MB. Send a smaller one, or divide it.
web-offline = No connection. What you write is safe: it will be sent as soon as there is one.
web-slow = The server does not answer yet. Trying again, you need not repeat anything.
web-over = This browser is not known any more: your session has ended. What you wrote is kept here until you come in again.
web-other-page = How to come in again
web-us = Message of the service
web-you = You
web-picture = A picture. The message says the same in words.
web-download = Download

web-come-in-heading = Coming into the web chat
web-come-in = The chat opens by a personal link.
    If you already write to the assistant in a messenger, open the menu there or a question with the button “Open in the web chat”.
    If you were invited, open the link of the invitation or type its code.
    Something is wrong? Call the service: { $phone }
web-code-label = Code of the invitation
web-code-go = Go on with this code
web-enter-heading = Ready to come in
web-welcome = This is your conversation with the assistant of the methodical service. It goes on from where you left it.
    The link works once; the browser is remembered for 30 days. On somebody else's computer press “Sign out” afterwards.
web-invited = You are invited to the assistant of the methodical service. First it tells what it can do and what happens to your data.
    The browser is remembered for 30 days. On somebody else's computer press “Sign out” afterwards.
web-enter = Come in
web-unknown-heading = No such code
web-unknown-code = See whether the whole link was opened, or type the code again.
    If it does not work, ask for a new link where you got this one, or call: { $phone }
web-spent-heading = This link has been used
web-spent-code = Each link opens the chat once. If it was you, the chat is open in that browser.
    To come in here ask for a new link: press “Menu” in the messenger again; with an invitation, call: { $phone }
web-old-heading = The link is too old
web-old-code = A link from a messenger lives 15 minutes, an invitation 14 days. Your answers are safe.
    Ask for a new one: press “Menu” in the messenger again; with an invitation, call: { $phone }
web-open-chat = Open my chat
web-busy-heading = One moment
web-busy = The server is busy or being updated. The link is safe, try again in a minute.
web-again = Try again
web-left-heading = You have signed out
web-left = This browser does not remember you any more; the conversation and the answers are safe.
    Come back with a new link from the messenger, or through the service: { $phone }
web-foreign-heading = That is no way in
web-foreign = This request came from another page. Please open the link in the browser itself.
web-no-page = There is no such page
web-to-front = To the front page
web-broken-heading = That did not work
web-broken = The trouble is on our side, your answers are safe. Try again in a minute.

web-demo-heading = Who will you be?
web-demo-about = This is a demonstration: all people, schools and figures are invented. Open anybody; on a wide screen, several side by side.
web-beside = beside
web-open-beside = Open the marked side by side
web-people = Everybody
