// Signals come by one stream; what they are about is fetched again as the server's own HTML. Drafts stay where they are typed.
const $ = (id) => document.getElementById(id);
const csrf = document.querySelector("meta[name=csrf]").content;
const main = $("conversation"), reply = $("reply"), words = $("words"), problem = $("problem");
const id = main?.dataset.id;
let due;

async function refresh() {
  for (const place of document.querySelectorAll("[data-live]")) {
    const answer = await fetch(place.dataset.live, { headers: { "X-Fragment": "1" } });
    if (answer.status === 401) { location.href = "/console/login"; return; }
    if (!answer.ok) continue;
    const fresh = await answer.text();
    if (place.dataset.shown === fresh) continue;
    const focused = document.activeElement?.dataset?.conversation;
    const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 80;
    place.innerHTML = fresh; // the server's own template, every citizen's word escaped
    place.dataset.shown = fresh;
    if (focused) place.querySelector(`[data-conversation="${focused}"]`)?.focus();
    if (place === main && atEnd) place.scrollTop = place.scrollHeight;
  }
  mark();
}

function mark() {
  document.querySelector(`#board [data-conversation="${id}"]`)?.setAttribute("aria-current", "true");
  const urgent = document.querySelectorAll("#board .danger").length, waiting = document.querySelectorAll("#board .waiting a").length;
  document.title = document.title.replace(/^(【.*?】)?/, urgent ? `【紧急${urgent}】` : waiting ? `【等待${waiting}】` : "");
  if (!reply) return;
  const mine = main.querySelector(".head")?.dataset.mine === "yes";
  reply.hidden = !mine;
}

async function act(what, fields = {}) {
  problem.textContent = "";
  const answer = await fetch(`/console/c/${id}/${what}`, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) }).catch(() => null);
  const result = await answer?.json().catch(() => ({}));
  if (!answer?.ok) problem.textContent = result?.error ?? "没有成功，请检查网络后再试。";
  await refresh();
  return answer?.ok;
}

document.addEventListener("click", async (event) => {
  const what = event.target.dataset?.act;
  if (what && (await act(what)) && what === "take") words.focus();
});
reply?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (text && (await act("say", { text })) && words.value.trim() === text) words.value = "";
  words.focus();
});
words?.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); reply.requestSubmit(); } });
$("keys").addEventListener("click", () => $("help").showModal());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const links = [...document.querySelectorAll("#board a[data-conversation]")];
  const here = links.findIndex((link) => link === document.activeElement || (document.activeElement === document.body && link.dataset.conversation === id));
  const press = { t: "take", b: "hand-back" }[event.key.toLowerCase()];
  if (event.key === "?") $("help").showModal();
  else if (event.key === "j") links[Math.min(here + 1, links.length - 1)]?.focus();
  else if (event.key === "k") links[Math.max(here - 1, 0)]?.focus();
  else if (event.key === "r" && reply && !reply.hidden) { event.preventDefault(); words.focus(); }
  else if (press) { event.preventDefault(); main?.querySelector(`[data-act="${press}"]`)?.click(); }
});

const source = new EventSource("/console/stream");
source.onmessage = () => { clearTimeout(due); due = setTimeout(refresh, 50); };
source.onopen = () => { $("broken").hidden = true; };
source.onerror = () => { $("broken").hidden = false; };
window.addEventListener("pagehide", () => source.close());
setInterval(refresh, 20000); // waiting times grow by themselves
if (main) main.scrollTop = main.scrollHeight;
mark();
