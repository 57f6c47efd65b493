/*
 * The simulated identity provider: method page (VIDEO, EID, POS), the agent's
 * view, the on-site employee's view, and the signed events to fernsign.
 *
 * In: the person's browser at /select; agents; POST /api/cases/REF/events for
 * programs. Out: XML events (see events.mjs). Checks no person, keeps no file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import crypto from "node:crypto";
import { createRequire } from "node:module";
import { choice, esc, fault, field, httpServer, page, post, readConfig,
	redirect, replyJson, serve } from "./common.mjs";
import { KNOBS, SPECIMEN, STATUSES, makeSender } from "./identity-tm-events.mjs";

const require = createRequire(import.meta.url);
const qrcode = require("qrcode-generator");
const config = readConfig("identity_tm");
const send = makeSender(config);
const cases = new Map();

const TEXT = {
	de: { title: "Identifizierung", choose: "Wie möchten Sie sich ausweisen?",
		ref: "Ihre Vorgangsnummer", VIDEO: "Video-Ident",
		EID: "eID-Ident mit der App des Partners",
		POS: "Vor Ort bei einer geschulten Person",
		go: "Weiter", cancel: "Abbrechen", back: "Zurück zu fernsign",
		waiting: "Bitte warten Sie, bis Ihre Daten geprüft sind.",
		app: "Scannen Sie den Code mit der App oder geben Sie dort die " +
		    "Vorgangsnummer und Ihren Nachnamen ein.",
		done: "Der Vorgang ist abgeschlossen.", family: "Nachname",
		confirm: "Musterausweis auslesen" },
	en: { title: "Identification", choose: "How do you want to identify?",
		ref: "Your reference number", VIDEO: "Video ident",
		EID: "eID ident with the partner's app",
		POS: "On site with a trained employee",
		go: "Continue", cancel: "Cancel", back: "Back to fernsign",
		waiting: "Please wait until your data have been checked.",
		app: "Scan the code with the app, or enter the reference number " +
		    "and your family name there.",
		done: "This case is finished.", family: "Family name",
		confirm: "Read the specimen card" } };

function caseOf(params) {
	const c = cases.get(params[0]);
	if (!c)
		throw fault(404, "no such case");
	return c;
}

function checkLink(url) {
	if (!config.link_secret)
		return;
	const [query, sig] = url.search.slice(1).split("&sig=");
	const mac = crypto.createHmac("sha256", config.link_secret)
	    .update(query).digest("hex");
	if (sig !== mac)
		throw fault(403, "the link is not signed by fernsign");
}

function openCase(ref, search) {
	if (!/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/.test(ref ?? ""))
		throw fault(400, "reference number");
	if (!cases.has(ref))
		cases.set(ref, { ref, seq: 0, state: "new", method: null,
			lang: search.get("lang") === "de" ? "de" : "en",
			id: `itm-${crypto.randomBytes(6).toString("hex")}`,
			back: search.get("return") ?? "", consents: [],
			offered: search.get("method") ?? "", deliveries: [] });
	const c = cases.get(ref);
	c.back = search.get("return") ?? c.back;
	c.lang = search.get("lang") === "de" ? "de" : "en";
	return c;
}

function backLink(c, status) {
	if (!/^https?:/.test(c.back))
		return "";
	const glue = c.back.includes("?") ? "&" : "?";
	return `<p><a id="back" href="${esc(`${c.back}${glue}status=${
	    status}`)}">${TEXT[c.lang].back}</a></p>`;
}

function qrSvg(text) {
	const qr = qrcode(0, "M");
	qr.addData(text);
	qr.make();
	return qr.createSvgTag({ cellSize: 4, margin: 8, scalable: false,
		alt: "QR code", title: text });
}

function onSelect({ res, url }) {
	checkLink(url);
	const c = openCase(url.searchParams.get("ref"), url.searchParams);
	redirect(res, `/case/${c.ref}`);
}

/* The person's view: choose, wait, done. */
function onCase({ res, params }) {
	const c = caseOf(params);
	const t = TEXT[c.lang];
	const head = `<p>${t.ref}: <strong id="ref">${c.ref}</strong></p>`;
	const cancel = `<form id="cancel" method="post"
action="/case/${c.ref}/cancel"><button>${t.cancel}</button></form>`;
	if (c.state === "new")
		return page(res, c.lang, t.title, "choose", head +
		    methodForm(c, t) + cancel);
	if (c.state === "final")
		return page(res, c.lang, t.title, "done",
		    `${head}<p>${t.done}</p>${backLink(c, "done")}`);
	page(res, c.lang, t.title, "waiting", head + waitingBody(c, t) +
	    cancel + backLink(c, "done"), { refresh: 5 });
}

function methodForm(c, t) {
	const first = { "eid-partner": "EID", video: "VIDEO" }[c.offered] ??
	    "VIDEO";
	const rows = ["VIDEO", "EID", "POS"].map((m) => `<p><input type="radio"
name="method" id="m-${m}" value="${m}"${m === first ? " checked" : ""}>
<label for="m-${m}" style="display:inline">${t[m]}</label></p>`);
	return `<form id="method" method="post" action="/case/${c.ref}/method">
<fieldset><legend>${t.choose}</legend>${rows.join("")}</fieldset>
<button>${t.go}</button></form>`;
}

function waitingBody(c, t) {
	if (c.method !== "EID")
		return `<p>${t.waiting}</p>`;
	return `<p>${t.app}</p>${qrSvg(`identity-tm://case/${c.ref}`)}
<p><a href="/app/${c.ref}">App</a></p>`;
}

async function onMethod({ res, params, form }) {
	const c = caseOf(params);
	const method = form.get("method");
	if (!["VIDEO", "EID", "POS"].includes(method))
		throw fault(400, "method");
	if (c.state === "new") {
		c.method = method;
		c.state = "started";
		await send(c, { type: "ident.started" }, {});
	}
	redirect(res, `/case/${c.ref}`);
}

async function onCancel({ res, params }) {
	const c = caseOf(params);
	if (c.state !== "final") {
		c.state = "final";
		c.method ??= "VIDEO";
		await send(c, { type: "ident.finished", status: "CANCELLED",
			reason: "user_left" }, {});
	}
	redirect(res, `/case/${c.ref}`);
}

/* The partner's app: family name and a specimen card. */
function onApp({ res, params }) {
	const c = caseOf(params);
	const t = TEXT[c.lang];
	page(res, c.lang, "identity app", "app", `<form id="app" method="post">
${field("family_name", t.family, "", "required")}
<button>${t.confirm}</button></form>`);
}

async function onAppDone({ res, params, form }) {
	const c = caseOf(params);
	if (c.state === "final" || c.method !== "EID")
		throw fault(409, "this case is not waiting for the app");
	const same = (form.get("family_name") ?? "").trim().toLowerCase() ===
	    SPECIMEN.family_name.toLowerCase();
	if (!same)
		return page(res, c.lang, "identity app", "wrong",
		    `<p role="alert">${TEXT[c.lang].family}?</p>`);
	c.state = "final";
	await send(c, { type: "ident.finished", status: "SUCCESS",
		person: SPECIMEN }, {});
	redirect(res, `/case/${c.ref}`);
}

function personFields(p) {
	const label = (k) => k.replace(/_/g, " ");
	return Object.keys(SPECIMEN).map((k) =>
	    field(k, label(k), p[k] ?? "")).join("\n");
}

function knobFields() {
	return `<details><summary>How the provider behaves</summary>
${KNOBS.map(([k, t]) => `<p><label for="k-${k}" style="display:inline">${
	    esc(t)}</label> <input id="k-${k}" name="k_${k}" ${
	    ["delay_ms", "duplicate"].includes(k) ? 'size="6"' :
		'type="checkbox" value="1"'}></p>`).join("")}</details>`;
}

function knobsOf(form) {
	const knobs = {};
	for (const [k] of KNOBS)
		if (form.get(`k_${k}`))
			knobs[k] = Number(form.get(`k_${k}`));
	return knobs;
}

function personOf(form) {
	return Object.fromEntries(Object.keys(SPECIMEN).map((k) =>
	    [k, (form.get(k) ?? "").trim()]));
}

function onAgents({ res }) {
	const rows = [...cases.values()].reverse().map((c) => `<tr><td>
<a href="/agent/${c.ref}">${c.ref}</a></td><td>${c.method ?? "–"}</td>
<td>${c.lang}</td><td>${c.state}</td>
<td><a href="/onsite/${c.ref}">on site</a></td></tr>`);
	page(res, "en", "identity TM: cases", rows.length ? "cases" : "empty",
	    `<table><tr><th>Reference</th><th>Method</th><th>Language</th>
<th>State</th><th>Elsewhere</th></tr>${rows.join("")}</table>`);
}

function onAgent({ res, params }) {
	const c = caseOf(params);
	const log = c.deliveries.slice(-8).map((d) => `<li>${esc(d.type)} ${
	    esc(d.event)}: ${d.status} ${esc(d.body ?? d.error)}</li>`);
	page(res, "en", `Agent: ${c.ref}`, c.state, `<p>${c.method ?? "no method yet"}
, person speaks ${c.lang}</p><form id="result" method="post">
${choice("status", "Result", STATUSES.map((s) => [s, s]), "SUCCESS")}
${field("reason", "Reason", "")}<fieldset><legend>What the document says
</legend>${personFields(SPECIMEN)}</fieldset>${knobFields()}
<button>Send the result</button></form><h2>Sent</h2><ul>${log.join("")}</ul>`);
}

async function onResult({ res, params, form }) {
	const c = caseOf(params);
	const status = form.get("status");
	if (!STATUSES.includes(status))
		throw fault(400, "status");
	c.method ??= "VIDEO";
	if (status !== "REVIEW_PENDING")
		c.state = "final";
	await send(c, { type: "ident.finished", status,
		reason: form.get("reason") || undefined,
		person: personOf(form) }, knobsOf(form));
	redirect(res, `/agent/${c.ref}`);
}

/* On site: record, TAN 1, compare, TAN 2, transmit. */
function onOnsite({ res, params }) {
	const c = caseOf(params);
	const step = Math.min(c.consents.length, 2);
	const forms = [
		`<form id="record" method="post"><fieldset><legend>Identifier
</legend><p><input type="checkbox" id="trained" name="trained" value="1">
<label for="trained" style="display:inline">I am trained and identified
</label></p>${field("agent", "Employee number", "", "required")}</fieldset>
<fieldset><legend>What the document says</legend>
${personFields(SPECIMEN)}</fieldset>
${c.tan ? field("tan", "TAN 1 from the person's telephone") : ""}
<button>Record</button></form>`,
		`<form id="compare" method="post">${c.tan ? field("tan",
		    "TAN 2 from the person's telephone") : ""}
<button>Photo and person are the same</button></form>`,
		`<form id="transmit" method="post"><button>Transmit</button>
</form>`];
	page(res, "en", `On site: ${c.ref}`, c.state === "final" ? "done" :
	    `step-${step + 1}`, c.state === "final" ? "<p>Transmitted.</p>" :
	    forms[step]);
}

async function newTan(c) {
	c.tan = String(crypto.randomInt(1e6)).padStart(6, "0");
	const body = Buffer.from(JSON.stringify({ kind: "sms",
		to: c.person.mobile_phone, text: `identity TM: TAN ${
		    c.consents.length + 1} for ${c.ref}, data ${
		    c.hash.slice(0, 4)}: ${c.tan}` }));
	await post(config.gateway_url, { "Content-Type": "application/json",
		Authorization: `Bearer ${config.gateway_token}` }, body);
}

function recordOnsite(c, form) {
	if (!form.get("trained") || !form.get("agent"))
		throw fault(403, "only a trained, identified employee may");
	c.method = "POS";
	c.state = "started";
	c.agent = form.get("agent");
	const person = personOf(form);
	if (!person.mobile_phone)
		throw fault(400, "mobile phone is missing");
	const hash = crypto.createHash("sha256").update(
	    Object.values(person).join("\n").normalize("NFC")).digest("hex");
	if (hash !== c.hash) { /* any change voids TAN 1 */
		c.tan = null;
		c.hash = hash;
	}
	c.person = person;
}

async function onOnsiteStep({ res, params, form }) {
	const c = caseOf(params);
	if (c.state === "final")
		throw fault(409, "already transmitted");
	const step = c.consents.length;
	if (step === 0)
		recordOnsite(c, form);
	if (step < 2 && !c.tan)
		await newTan(c);
	else if (step < 2)
		await takeTan(c, form.get("tan") ?? "");
	else {
		c.state = "final";
		await send(c, { type: "ident.finished", status: "SUCCESS",
			person: c.person }, {});
	}
	redirect(res, `/onsite/${c.ref}`);
}

async function takeTan(c, tan) {
	if (tan.trim() !== c.tan)
		throw fault(403, "the TAN is not right");
	c.tan = null;
	c.consents.push({ no: c.consents.length + 1, hash: c.hash,
		at: new Date() });
	await send(c, { type: "ident.consent" }, {});
}

/* For programs: POST {type, status, reason, person, knobs, method, lang}. */
async function onApi({ res, params, json }) {
	const v = json();
	const c = cases.get(params[0]) ??
	    openCase(params[0], new URLSearchParams({ lang: v.lang ?? "de" }));
	c.method = v.method ?? c.method ?? "VIDEO";
	if (v.consents)
		c.consents = v.consents.map((k) => ({ ...k, at: new Date(k.at) }));
	const before = c.deliveries.length;
	await send(c, { type: v.type ?? "ident.finished",
		status: v.status ?? (v.type && v.type !== "ident.finished" ?
		    undefined : "SUCCESS"), reason: v.reason,
		person: v.person === null ? undefined :
		    { ...SPECIMEN, ...v.person } }, v.knobs ?? {});
	replyJson(res, 200, c.deliveries.slice(before));
}

await serve("identity-tm", [[httpServer([
	["GET", "/", onAgents],
	["GET", "/select", onSelect],
	["GET", "/case/([^/]+)", onCase],
	["POST", "/case/([^/]+)/method", onMethod],
	["POST", "/case/([^/]+)/cancel", onCancel],
	["GET", "/app/([^/]+)", onApp],
	["POST", "/app/([^/]+)", onAppDone],
	["GET", "/agent", onAgents],
	["GET", "/agent/([^/]+)", onAgent],
	["POST", "/agent/([^/]+)", onResult],
	["GET", "/onsite/([^/]+)", onOnsite],
	["POST", "/onsite/([^/]+)", onOnsiteStep],
	["GET", "/api/cases", ({ res }) => replyJson(res, 200,
	    [...cases.values()])],
	["POST", "/api/cases/([^/]+)/events", onApi],
]), config.port]]);
