/* The chat in the browser.

   What a person does is written down here first, then posted with the same id until the server has
   it safely; what the server shows comes as numbered news, and after a break the browser asks for
   everything after the last number it knows. Texts are put in as text, never as HTML. */
"use strict";

(() => {
  const page = document.body;
  const base = page.dataset.base;
  const say = (name) => page.getAttribute("data-say-" + name);
  const log = document.getElementById("log");
  const state = document.getElementById("state");
  const newer = document.getElementById("newer");
  const form = document.getElementById("form");
  const field = document.getElementById("say");
  const shown = new Map(); // number of a message -> {element, message, drawn}
  let screen = 0; // number of the newest screen in sight
  let over = false; // this browser is not known any more

  if (window.top !== window) page.classList.add("framed");

  // --- what is kept in the browser ---------------------------------------------------------

  const store = (() => {
    const memory = new Map();
    const safely = (work, otherwise) => {
      try {
        return work();
      } catch {
        return otherwise(); // private windows may refuse; then it lives as long as the page
      }
    };
    return {
      get: (key) => safely(() => localStorage.getItem(key), () => memory.get(key) ?? null),
      set: (key, value) => safely(() => localStorage.setItem(key, value), () => memory.set(key, value)),
      drop: (key) => {
        memory.delete(key);
        safely(() => localStorage.removeItem(key), () => {});
      },
      keys: () => safely(() => Object.keys(localStorage), () => [...memory.keys()]),
    };
  })();
  const ours = "chat-" + page.dataset.account + "-";

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // --- sending -----------------------------------------------------------------------------

  const outgoing = []; // posts in their order: {key, post, element, free}
  let sending = false;
  let wakeUp = () => {};

  function put(post, element, free) {
    const order = Date.now().toString().padStart(15, "0") + "-" + String(outgoing.length).padStart(4, "0");
    const key = ours + order + "-" + post.id;
    store.set(key, JSON.stringify(post));
    outgoing.push({ key, post, element, free });
    sendAll();
  }

  /* A file waits in the page alone: what was chosen cannot be kept beyond it. */
  function putFile(file) {
    const post = { id: newId(), text: say("file") + " " + file.name };
    const element = drawOwn(post);
    const large = file.size > Number(page.dataset.largest);
    if (large) fate(element, "large");
    bring(element);
    if (large) return;
    acted = true;
    outgoing.push({ key: "", post, element, file, free: () => {} });
    sendAll();
  }

  function takeUpWhatIsLeft() {
    for (const key of store.keys().filter((name) => name.startsWith(ours)).sort()) {
      try {
        const post = JSON.parse(store.get(key));
        outgoing.push({ key, post, element: post.kind === "text" ? drawOwn(post) : null, free: () => {} });
      } catch {
        store.drop(key);
      }
    }
    sendAll();
  }

  async function sendAll() {
    if (sending) return wakeUp();
    sending = true;
    let pause = 500;
    while (outgoing.length && !over) {
      const seconds = await sendFirst(outgoing[0]);
      if (seconds === null) {
        pause = 500;
        continue;
      }
      tell(navigator.onLine && seconds ? say("slow") : say("offline"));
      await rest(Math.max(seconds * 1000, pause));
      pause = Math.min(pause * 2, 8000);
    }
    sending = false;
    if (!outgoing.length && listening) tell("");
  }

  /* Posts one; null when it is settled, else how many seconds the server asks to wait. */
  async function sendFirst(item) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), item.file ? 180000 : 20000);
    const address = item.file
      ? "/file/" + item.post.id + "?name=" + encodeURIComponent(item.file.name.slice(-200))
      : "/say";
    let answer;
    try {
      answer = await fetch(base + address, {
        method: "POST",
        headers: { "Content-Type": item.file ? "application/octet-stream" : "application/json" },
        body: item.file || JSON.stringify(item.post),
        signal: giveUp.signal,
      });
    } catch {
      return 0;
    } finally {
      clearTimeout(timer);
    }
    if (answer.status === 401) {
      isOver();
      return null;
    }
    if (answer.status === 429 || answer.status >= 500) return Number(answer.headers.get("Retry-After")) || 1;
    outgoing.shift();
    store.drop(item.key);
    if (answer.ok) {
      if (item.element) fate(item.element, "");
      setTimeout(item.free, 6000); // a screen that comes meanwhile frees the button by replacing it
      if (!listening) listen();
    } else {
      if (item.element) fate(item.element, "failed");
      item.free();
    }
    return null;
  }

  function rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // --- receiving ---------------------------------------------------------------------------

  let stream = null;
  let listening = false;
  let last = 0;
  let heard = 0;
  let retry = 0;

  function listen() {
    hush();
    if (over) return;
    stream = new EventSource(base + "/events?after=" + last);
    heard = Date.now();
    stream.addEventListener("news", (event) => {
      onHeard();
      last = Math.max(last, Number(event.lastEventId) || 0);
      take(JSON.parse(event.data));
    });
    stream.addEventListener("beat", onHeard);
    stream.addEventListener("over", isOver);
    stream.addEventListener("farewell", (event) => sayFarewell(JSON.parse(event.data)));
    stream.onerror = () => {
      listening = false;
      hush();
      tell(say("offline"));
      again();
    };
  }

  function onHeard() {
    heard = Date.now();
    retry = 0;
    if (listening) return;
    listening = true;
    if (!outgoing.length) tell("");
    wakeUp();
  }

  function hush() {
    if (stream) stream.close();
    stream = null;
    listening = false;
  }

  let timer = 0;
  function again() {
    clearTimeout(timer);
    retry = Math.min(retry ? retry * 2 : 400, 8000);
    timer = setTimeout(async () => {
      if (document.hidden || stream) return;
      // EventSource does not say why it failed: a browser that is not known any more must not go on asking
      const answer = await fetch(base + "/chat", { method: "HEAD" }).catch(() => null);
      if (answer && answer.status === 401) isOver();
      else listen();
    }, retry);
  }

  setInterval(() => {
    if (stream && !document.hidden && Date.now() - heard > 40000) listen();
  }, 5000);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) hush();
    else listen();
  });
  addEventListener("online", () => {
    wakeUp();
    if (!listening) listen();
  });
  addEventListener("offline", () => tell(say("offline")));

  function isOver() {
    over = true;
    hush();
    tell(say("over"));
    const way = document.createElement("a");
    way.href = "/";
    way.target = "_top";
    way.textContent = say("page");
    state.append(way);
  }

  /* The chat was erased at the person's wish: its last message is kept nowhere but here. */
  function sayFarewell(content) {
    delete content.rows;
    log.replaceChildren(article({ number: 0, author: "bot", screen: 0, content }));
    shown.clear();
    forget();
    over = true;
    hush();
    tell("");
  }

  function forget() {
    for (const key of store.keys().filter((name) => name.startsWith(ours))) store.drop(key);
    try {
      sessionStorage.removeItem(draft);
    } catch {
      /* nothing was kept */
    }
  }

  function tell(text) {
    if (over && text && text !== say("over")) return;
    if (state.textContent !== text) state.textContent = text;
  }

  // --- drawing -----------------------------------------------------------------------------

  let greeted = false;

  function take(news) {
    const follow = !greeted || acted || isAtEnd();
    for (const [number, one] of shown) {
      if (number < news.first || !news.first) {
        one.element.remove();
        shown.delete(number);
      }
    }
    let newest = null;
    for (const message of news.messages) newest = draw(message) || newest;
    markOld();
    if (!greeted && !shown.size) post({ kind: "open" });
    greeted = true;
    if (!newest) return;
    if (follow) bring(newest);
    else newer.hidden = false;
    if (newest.dataset.author !== "bot") return;
    acted = false;
    for (const free of busy.splice(0)) free();
  }

  function draw(message) {
    const drawn = JSON.stringify(message);
    const known = shown.get(message.number);
    if (known && known.drawn === drawn) return null;
    screen = Math.max(screen, message.screen);
    const element = article(message);
    if (known) {
      const hadFocus = known.element.contains(document.activeElement);
      known.element.replaceWith(element);
      if (hadFocus) element.focus({ preventScroll: true });
    } else {
      const own = message.token && page.querySelector('[data-token="' + CSS.escape(message.token) + '"]');
      if (own) own.replaceWith(element);
      else log.insertBefore(element, after(message.number));
      adopt(message.token, element);
    }
    shown.set(message.number, { element, drawn });
    return element;
  }

  /* The words came back from the server: their post now waits under the message itself. */
  function adopt(token, element) {
    const item = token && outgoing.find((one) => one.post.id === token);
    if (item) {
      item.element = element;
      fate(element, "waiting");
    }
  }

  function after(number) {
    const greater = [...shown.keys()].filter((one) => one > number);
    return greater.length ? shown.get(Math.min(...greater)).element : null;
  }

  function markOld() {
    const mine = [...log.querySelectorAll('.message[data-screen]:not([data-screen="0"])')];
    for (const element of mine) element.classList.toggle("old", element !== mine[mine.length - 1]);
  }

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function article(message) {
    const { content } = message;
    const element = make("article", "message " + message.author);
    element.dataset.author = message.author;
    element.dataset.screen = message.screen;
    element.dataset.drawn = Date.now();
    element.tabIndex = -1;
    element.setAttribute("aria-label", say(message.author === "bot" ? "us" : "you"));
    const bubble = element.appendChild(make("div", "bubble"));
    if (content.notice) bubble.append(words(content.notice, "notice"));
    if (content.paper) bubble.append(paper(message.number, content.paper));
    if (content.text.length) bubble.append(words(content.text, "text"));
    if (content.file) bubble.append(chooser());
    if (content.rows) bubble.append(buttons(message, content.rows));
    if (message.at) bubble.append(clock(message.at));
    return element;
  }

  const ADDRESS = /(https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)])|((?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}\b)/g;

  function words(runs, name) {
    const element = make("div", name);
    for (const [said, strong] of runs) {
      const text = said.replace(/№ /g, "№\u00a0"); // a number stays with its sign
      const into = strong ? element.appendChild(make("strong")) : element;
      let from = 0;
      for (const found of text.matchAll(ADDRESS)) {
        into.append(text.slice(from, found.index), link(found[0], Boolean(found[1])));
        from = found.index + found[0].length;
      }
      into.append(text.slice(from));
    }
    return element;
  }

  function link(text, isPage) {
    const element = make("a", "", text);
    element.href = isPage ? text : "tel:" + text.replace(/[^\d+]/g, "");
    if (isPage) outside(element);
    return element;
  }

  function outside(element) {
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }

  function paper(number, about) {
    const address = base + "/attachment/" + number;
    const whole = make("p", "paper");
    const way = whole.appendChild(make("a"));
    way.href = address;
    if (about.picture) {
      const picture = way.appendChild(make("img"));
      picture.alt = say("picture");
      if (about.width) [picture.width, picture.height] = [about.width, about.height];
      picture.src = address;
      outside(way);
    } else {
      way.className = "button";
      way.download = about.name;
      way.textContent = say("download") + ": " + about.name + " (" + size(about.size) + ")";
    }
    return whole;
  }

  function chooser() {
    const whole = make("p", "rows");
    const label = whole.appendChild(make("label", "button next", say("choose")));
    const input = label.appendChild(make("input", "unseen"));
    input.type = "file";
    input.addEventListener("change", () => {
      if (input.files.length && !over) putFile(input.files[0]);
      input.value = "";
    });
    return whole;
  }

  function size(bytes) {
    const unit = bytes < 1048576 ? "kilobyte" : "megabyte";
    const number = Math.max(1, Math.round(bytes / (bytes < 1048576 ? 1024 : 1048576)));
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit }).format(number);
  }

  function buttons(message, rows) {
    const whole = make("div", "rows");
    for (const row of rows) {
      const line = whole.appendChild(make("div"));
      for (const one of row) {
        const element = line.appendChild(make(one.url ? "a" : "button", one.tone || "", one.label));
        if (one.url) {
          element.classList.add("button");
          element.href = one.url;
          outside(element);
        } else {
          element.type = "button";
          element.dataset.payload = one.payload;
          element.dataset.message = message.number;
        }
      }
    }
    return whole;
  }

  const here = document.documentElement.lang;
  const zone = { timeZone: page.dataset.zone };
  const hours = new Intl.DateTimeFormat(here, { hour: "2-digit", minute: "2-digit", ...zone });
  const days = new Intl.DateTimeFormat(here, { day: "numeric", month: "long", ...zone });

  function clock(at) {
    const moment = new Date(at);
    const day = days.format(moment) === days.format(new Date()) ? "" : days.format(moment) + ", ";
    const element = make("time", "time", day + hours.format(moment));
    element.dateTime = at;
    return element;
  }

  function drawOwn(post) {
    const content = { text: [[post.text]] };
    const element = article({ number: 0, author: "person", screen: 0, content });
    element.dataset.token = post.id;
    log.append(element);
    fate(element, "waiting");
    return element;
  }

  function fate(element, what) {
    element.classList.toggle("waiting", what === "waiting");
    element.classList.toggle("failed", what === "failed" || what === "large");
    const old = element.querySelector(".fate");
    if (old) old.remove();
    if (what) element.append(make("p", "fate", say(what === "waiting" ? "sending" : what)));
  }

  // --- where one looks ---------------------------------------------------------------------

  let acted = false; // something was done whose answer has not come
  const busy = []; // frees the buttons that wait for that answer

  function isAtEnd() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  }

  /* The whole message if it fits, else its beginning. */
  function bring(element) {
    newer.hidden = true;
    const tall = element.offsetHeight > log.clientHeight - 24;
    log.scrollTop = tall ? element.offsetTop - log.offsetTop - 12 : log.scrollHeight;
  }

  log.addEventListener("scroll", () => {
    if (isAtEnd()) newer.hidden = true;
  });
  newer.addEventListener("click", () => {
    newer.hidden = true;
    log.scrollTop = log.scrollHeight;
    log.focus({ preventScroll: true });
  });

  // --- what a person does ------------------------------------------------------------------

  function post(what, free = () => {}) {
    put({ id: newId(), saw: screen, ...what }, null, free);
  }

  /* The second click of a double click must not answer the question that has just come in its place. */
  function isSecondOfTwo(event, button) {
    const one = button.closest("article");
    return event.detail > 1 && one !== null && Date.now() - Number(one.dataset.drawn) < 800;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-payload]");
    if (!button || over || isSecondOfTwo(event, button)) return;
    const group = button.closest(".rows, nav");
    if (group.dataset.busy) return;
    group.dataset.busy = "yes";
    button.setAttribute("aria-busy", "true");
    const others = [...group.querySelectorAll("button")].filter((one) => one !== button);
    for (const one of others) one.setAttribute("aria-disabled", "true");
    acted = true;
    const free = () => {
      delete group.dataset.busy;
      button.removeAttribute("aria-busy");
      for (const one of others) one.removeAttribute("aria-disabled");
    };
    busy.push(free);
    post({ kind: "press", payload: button.dataset.payload, message: Number(button.dataset.message || 0) }, free);
  });

  function sayIt(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || over) return;
    const what = { id: newId(), saw: screen, kind: "text", text };
    acted = true;
    const element = drawOwn(what);
    field.value = "";
    keepDraft();
    bring(element);
    put(what, element, () => {});
    field.focus();
  }
  form.addEventListener("submit", sayIt);

  const touch = matchMedia("(pointer: coarse)").matches;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
    sayIt(event);
  });

  const draft = "draft-" + page.dataset.account;
  function keepDraft() {
    field.style.height = "auto";
    field.style.height = Math.min(field.scrollHeight + 3, innerHeight * 0.3) + "px";
    try {
      sessionStorage.setItem(draft, field.value);
    } catch {
      /* the draft then lives as long as the page */
    }
  }
  field.addEventListener("input", keepDraft);

  for (const one of document.querySelectorAll("form.leave")) {
    one.addEventListener("submit", forget);
  }

  try {
    field.value = sessionStorage.getItem(draft) || "";
  } catch {
    field.value = "";
  }
  if (field.value) keepDraft();
  takeUpWhatIsLeft();
  listen();
})();
