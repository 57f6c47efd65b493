/*
 * The demo's inbox: takes the e-mails (SMTP) and the text messages and calls
 * (gateway HTTP) that the service sends, and shows them.
 *
 * In: SMTP on smtp_port; POST /messages on gateway_port with the bearer token.
 * Out: GET /messages?to= on port, newest first; / for people. Nothing leaves.
 *
 * RFC 5321, RFC 5322.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import { createRequire } from "node:module";
import { choice, esc, fault, field, httpServer, page, readConfig, redirect,
	reply, replyJson, serve, sleep } from "./common.mjs";

const require = createRequire(import.meta.url);
const { SMTPServer } = require("smtp-server");
const { simpleParser } = require("mailparser");

const KEEP = 5000; /* most messages held */
const config = readConfig("inbox");
const messages = []; /* oldest first */
const knobs = { smtp: "ok", gateway: "ok" };
let number = 0;

function keep(m) {
	messages.push({ ...m, id: ++number,
		at: Math.floor(Date.now() / 1000) });
	if (messages.length > KEEP)
		messages.shift();
}

function refusal(text) {
	return Object.assign(new Error(text), { responseCode: 451 });
}

async function onMail(stream, session, done) {
	const parts = [];
	for await (const part of stream)
		parts.push(part);
	if (knobs.smtp === "refuse")
		return done(refusal("4.3.0 try later"));
	const raw = Buffer.concat(parts);
	const mail = await simpleParser(raw);
	for (const to of session.envelope.rcptTo)
		keep({ kind: "mail", to: to.address.toLowerCase(),
			from: mail.from?.text ?? "", subject: mail.subject ?? "",
			text: mail.text ?? "", html: mail.html || "",
			raw: raw.toString("latin1") });
	if (knobs.smtp === "lost-reply") /* taken, but the sender never hears */
		return session.drop();
	done();
}

const smtp = new SMTPServer({
	authOptional: true, disabledCommands: ["AUTH", "STARTTLS"],
	disableReverseLookup: true, size: 1 << 20, logger: false,
	onConnect(session, done) {
		done(knobs.smtp === "down" ? refusal("4.3.2 not now") : null);
	},
	onData(stream, session, done) {
		onMail(stream, { envelope: session.envelope,
			drop: () => stream.destroy() }, done)
		    .catch((e) => done(e));
	},
});
smtp.on("error", () => {});

async function onGateway({ req, res, json }) {
	if (req.headers.authorization !== `Bearer ${config.token}`)
		throw fault(401, "who are you?");
	if (knobs.gateway === "down")
		throw fault(503, "gateway is down");
	if (knobs.gateway === "slow")
		await sleep(15000);
	const m = json();
	if (!["sms", "voice"].includes(m.kind) ||
	    !/^\+[1-9][0-9]{6,14}$/.test(m.to ?? "") ||
	    typeof m.text !== "string" || !m.text)
		throw fault(422, "kind, to or text is wrong");
	keep({ kind: m.kind, to: m.to, subject: "", text: m.text, html: "",
		pin: m.pin ?? "", tries: 3 });
	replyJson(res, 202, { id: String(number) });
}

function outward(m) {
	const { kind, to, subject, text, html, at, id } = m;
	return { kind, to, subject, text, html, at, id };
}

function onList({ res, url }) {
	const to = url.searchParams.get("to");
	const kind = url.searchParams.get("kind");
	replyJson(res, 200, messages.filter((m) =>
	    (!to || m.to === to.toLowerCase()) && (!kind || m.kind === kind))
	    .reverse().map(outward));
}

function linked(text) {
	return esc(text).replace(/https?:&#47;&#47;\S+|https?:\/\/\S+/g,
	    (u) => `<a href="${u}">${u}</a>`);
}

function shown(m) {
	const when = new Date(m.at * 1000).toISOString();
	const head = { mail: "Mail", sms: "SMS", voice: "Call" }[m.kind];
	const body = m.kind === "voice" ? `<p><a href="/call/${m.id}">Answer
the call</a></p>` : `<pre>${linked(m.text)}</pre>`;
	return `<article><h2>${head} to ${esc(m.to)}</h2>
<p>${when} <strong>${esc(m.subject)}</strong></p>${body}</article>`;
}

function onPage({ res, url }) {
	const to = url.searchParams.get("to")?.trim().toLowerCase();
	const list = messages.filter((m) => !to || m.to === to).slice(-100)
	    .reverse();
	page(res, "en", "Inbox", list.length ? "full" : "empty",
	    `<form id="filter" method="get">${field("to",
	    "Address or number", to)}<button>Show</button></form>
${list.map(shown).join("") || "<p>Nothing has arrived yet.</p>"}`);
}

function callOf(params) {
	const m = messages.find((v) => v.id === Number(params[0]) &&
	    v.kind === "voice");
	if (!m)
		throw fault(404, "no such call");
	return m;
}

function onCall({ res, params }) {
	const m = callOf(params);
	page(res, "en", `Call to ${m.to}`, "ringing", m.pin ?
	    `<p>“Please enter your PIN.”</p><form id="pin" method="post"
action="/call/${m.id}">
${field("pin", "PIN", "", 'inputmode="numeric" autocomplete="off"')}
<button>Send</button></form>` : `<p>“${esc(m.text)}”</p>`);
}

/* The text is announced only after the right PIN, three tries. */
function onPin({ res, params, form }) {
	const m = callOf(params);
	if (m.tries < 1)
		return page(res, "en", `Call to ${m.to}`, "ended",
		    "<p>The call has ended.</p>");
	if (m.pin && form.get("pin") !== m.pin) {
		m.tries--;
		return page(res, "en", `Call to ${m.to}`, "wrong",
		    `<p role="alert">“That PIN is not right.”</p>
<p><a href="/call/${m.id}">Try again</a></p>`);
	}
	page(res, "en", `Call to ${m.to}`, "announced",
	    `<p>“${esc(m.text)}”</p>`);
}

function onKnobs({ req, res, form, json }) {
	const isForm = /form-urlencoded/.test(req.headers["content-type"]);
	const set = isForm ? Object.fromEntries(form) : json();
	for (const k of Object.keys(knobs))
		if (set[k])
			knobs[k] = String(set[k]);
	if (isForm)
		return redirect(res, "/knobs");
	replyJson(res, 200, knobs);
}

function onKnobsPage({ res }) {
	const row = (name, list) => choice(name, name,
	    list.map((v) => [v, v]), knobs[name]);
	page(res, "en", "Misbehaviour", "knobs",
	    `<form id="knobs" method="post">
${row("smtp", ["ok", "down", "refuse", "lost-reply"])}
${row("gateway", ["ok", "down", "slow"])}<button>Set</button></form>`);
}

function onClear({ res }) {
	messages.length = 0;
	reply(res, 200, "cleared");
}

await serve("inbox", [
	[smtp, config.smtp_port],
	[httpServer([["POST", "/messages", onGateway]]), config.gateway_port],
	[httpServer([
		["GET", "/", onPage],
		["GET", "/messages", onList],
		["DELETE", "/messages", onClear],
		["GET", "/call/(\\d+)", onCall],
		["POST", "/call/(\\d+)", onPin],
		["GET", "/knobs", onKnobsPage],
		["POST", "/knobs", onKnobs],
	]), config.port],
]);
