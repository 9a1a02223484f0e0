// Shows the deliveries of /_inbox/stream, newest first. Everything shown is set as text, never as markup.

const SHOWN = 200; // messages kept on the page

const list = document.getElementById("messages");
const empty = document.getElementById("empty");
const state = document.getElementById("state");
const topic = document.getElementById("topic");
const topics = document.getElementById("topics");
const template = document.getElementById("message");
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

let stream;

function follow() {
  stream?.close();
  list.replaceChildren();
  empty.hidden = false;
  const query = topic.value ? `?topic=${encodeURIComponent(topic.value)}` : "";
  stream = new EventSource(`/_inbox/stream${query}`);
  stream.onopen = () => say("live", "Live");
  stream.onerror = () => say("lost", "Connection lost, trying again…");
  stream.onmessage = (event) => show(JSON.parse(event.data));
}

function say(name, text) {
  state.dataset.state = name;
  state.textContent = text;
}

function show(delivery) {
  const item = template.content.cloneNode(true).firstElementChild;
  const { notification = {}, data = {} } = delivery.message;
  const [[kind, target]] = Object.entries(delivery.target);
  item.querySelector("h2").textContent = notification.title ?? data.title ?? data.type ?? "Message";
  item.querySelector(".target").textContent = kind === "topic" ? target : `${kind}: ${target}`;
  item.querySelector("time").textContent = time.format(new Date(delivery.received_at));
  item.querySelector("time").dateTime = delivery.received_at;
  item.querySelector(".body").textContent = notification.body ?? "";
  item.querySelector("dl").append(...Object.entries(data).flatMap(([name, value]) => [text("dt", name), text("dd", value)]));
  item.querySelector(".recipients").textContent = recipients(delivery.recipients.length);
  item.querySelector("pre").textContent = JSON.stringify(delivery, null, 2);
  item.className = "new";
  list.prepend(item);
  while (list.childElementCount > SHOWN) list.lastElementChild.remove();
  empty.hidden = true;
  if (kind === "topic") suggest(target);
}

function text(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

function recipients(count) {
  return count === 0 ? "no subscriber" : count === 1 ? "1 recipient" : `${count} recipients`;
}

function suggest(name) {
  if ([...topics.options].some((option) => option.value === name)) return;
  topics.append(new Option(name, name));
}

topic.addEventListener("change", follow);
document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("clear").addEventListener("click", async () => {
  await fetch("/_inbox", { method: "DELETE" });
  follow();
});

follow();
