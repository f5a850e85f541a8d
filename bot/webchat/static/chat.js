// The page holds nothing but what it shows: turns come by one stream, in order of their ids, each shown once.
const $ = (id) => document.getElementById(id);
const log = $("log"), words = $("words"), problem = $("problem"), thinking = $("thinking"), offline = $("offline");
let last = 0, source;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function show(turn) {
  if (turn.id <= last) return;
  last = turn.id;
  const article = make("article", turn.urgent ? `${turn.who} urgent` : turn.who);
  article.dataset.turn = turn.id;
  const who = { citizen: "您", assistant: "智能助手", staff: `值班人员 ${turn.name}`, system: "" }[turn.who];
  if (who) {
    const line = make("p", "who", `${who} · `), time = make("time", "", turn.when);
    time.dateTime = turn.at;
    time.title = new Date(turn.at).toLocaleString("zh-CN");
    line.append(time);
    article.append(line);
  }
  article.append(make("p", "", turn.text));
  if (turn.law) article.append(make("p", "law", `依据：${turn.law}`));
  if (turn.choices.length) article.append(choices(turn.choices));
  log.append(article);
  if (turn.who !== "citizen") thinking.hidden = true;
  else for (const old of log.querySelectorAll(".choices button")) old.disabled = true;
  article.scrollIntoView({ block: "end" });
}

function choices(all) {
  const list = make("div", "choices");
  for (const choice of all) {
    const button = make("button", "", `${choice.number}. ${choice.label}`);
    button.type = "button";
    button.addEventListener("click", () => send({ choice: choice.number }));
    list.append(button);
  }
  return list;
}

async function send(message) {
  problem.textContent = "";
  thinking.hidden = false;
  const body = JSON.stringify({ ...message, key: message.key ?? crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });
  try {
    const answer = await fetch("/chat/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const result = await answer.json().catch(() => ({}));
    thinking.hidden = true;
    if (answer.ok) return true;
    problem.textContent = result.error ?? "没有发出去，请再试一次。";
  } catch {
    thinking.hidden = true;
    problem.textContent = "网络断开了，没有发出去。您写的还在，连上后请再发一次。";
  }
  return false;
}

function listen() {
  source = new EventSource(`/chat/stream?after=${last}`);
  source.onmessage = (event) => show(JSON.parse(event.data));
  source.onopen = () => { offline.hidden = true; };
  source.onerror = () => { offline.hidden = false; if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000); };
}

$("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text) { problem.textContent = "请先写点内容再发送。"; words.focus(); return; }
  words.value = "";
  if (!(await send({ text })) && !words.value) words.value = text;
  words.focus();
});
words.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("say").requestSubmit(); }
});
$("large").addEventListener("click", () => {
  const on = document.documentElement.classList.toggle("large");
  $("large").setAttribute("aria-pressed", String(on));
  try { localStorage.setItem("large", on ? "1" : ""); } catch { /* private mode: for this visit only */ }
});
try { if (localStorage.getItem("large")) $("large").click(); } catch { /* as above */ }
window.addEventListener("pagehide", () => source?.close());
listen();
