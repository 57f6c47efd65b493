/*
 * The reseller's shop: sells coins and tells fernsign about it.
 *
 * In: its pages, or POST /orders as JSON. Out: POST to orders_url, JSON with
 * Standard Webhooks headers, retried until a 2xx; misbehaves on demand.
 * Takes no money.
 *
 * Standard Webhooks 1.0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import crypto from "node:crypto";
import { choice, esc, fault, field, httpServer, page, post, readConfig,
	redirect, replyJson, serve, sleep, webhookHeaders } from "./common.mjs";

const config = readConfig("shop");
const retryMs = config.retry_ms ?? [0, 500, 2000, 5000, 15000];
const PACKAGES = [["coins-25", "25 coins"], ["coins-500", "500 coins"]];
const KNOBS = [["", "well behaved"], ["dup", "same message five times"],
	["parallel", "same message ten times at once"],
	["replay", "resent with its old time stamp"],
	["late", "time stamp one hour old"],
	["early", "time stamp one hour ahead"],
	["forged", "signed with another secret"],
	["altered", "body changed after signing"],
	["changed", "same order again with other content"],
	["unknown", "a package that does not exist"],
	["lost", "paid, but never told"]];
const orders = new Map();
let number = 0;

function newOrderId() {
	const n = String(++number).padStart(4, "0");
	return `R-${new Date().getFullYear()}-${n}${
	    crypto.randomBytes(3).toString("hex")}`;
}

function message(order, type, knob) {
	return { type, timestamp: new Date().toISOString()
	    .replace(/\.\d+Z$/, "Z"),
	data: { order_id: order.order_id, username: order.username,
		package: knob === "unknown" ? "coins-31" : order.package,
		quantity: order.quantity, language: order.language } };
}

/* Send once; knob says how to spoil it. */
async function send(id, body, knob) {
	const shift = { late: -3600, early: 3600, replay: -600 }[knob] ?? 0;
	const at = Math.floor(Date.now() / 1000) + shift;
	const secret = knob === "forged" ?
	    `whsec_${crypto.randomBytes(32).toString("base64")}` :
	    config.secret;
	const headers = { ...webhookHeaders(secret, id, at, body),
		"Content-Type": "application/json", "shop-id": config.id };
	const out = knob === "altered" ?
	    Buffer.from(body.toString().replace("coins-25", "coins-500")
		.replace('"quantity":1', '"quantity":9')) : body;
	return post(config.orders_url, headers, out, { ca: config.ca });
}

/* Send until a 2xx, as a well-behaved shop does. */
async function deliver(id, body, knob, log) {
	for (const wait of retryMs) {
		await sleep(wait);
		const r = await send(id, body, knob);
		log.push({ id, at: Math.floor(Date.now() / 1000), ...r });
		if ((r.status >= 200 && r.status < 300) || r.status === 410)
			return;
		if (knob)
			return; /* a spoilt message is tried once */
	}
}

async function tell(order, type, knob) {
	const id = `msg_${crypto.randomBytes(12).toString("hex")}`;
	const body = Buffer.from(JSON.stringify(message(order, type, knob)));
	const log = order.deliveries;
	const again = () => deliver(id, body, "", log);
	if (knob === "lost")
		return;
	if (knob === "parallel") {
		await Promise.all(Array.from({ length: 10 }, again));
		return;
	}
	await deliver(id, body, ["dup", "changed", "replay"].includes(knob) ?
	    "" : knob, log);
	for (let i = 0; knob === "dup" && i < 4; i++)
		await again();
	if (knob === "replay")
		await deliver(id, body, "replay", log);
	if (knob === "changed") {
		const other = { ...order, quantity: order.quantity + 1 };
		await deliver(`${id}b`, Buffer.from(JSON.stringify(
		    message(other, type, ""))), "changed", log);
	}
}

async function buy(v) {
	const order = { order_id: v.order_id || newOrderId(),
		username: String(v.username ?? "").trim(),
		package: v.package || "coins-25",
		quantity: Number(v.quantity || 1),
		language: v.language === "de" ? "de" : "en",
		state: "paid", deliveries: [] };
	if (!/^\S+@\S+$/.test(order.username))
		throw fault(400, "username is not an e-mail address");
	orders.set(order.order_id, order);
	await tell(order, "order.paid", v.knob ?? "");
	return order;
}

async function cancel(id, knob) {
	const order = orders.get(id);
	if (!order)
		throw fault(404, "no such order");
	order.state = "cancelled";
	await tell(order, "order.cancelled", knob ?? "");
	return order;
}

function row(o) {
	const last = o.deliveries.at(-1);
	return `<tr><td><a href="/orders/${esc(o.order_id)}">${
	    esc(o.order_id)}</a></td><td>${esc(o.package)} × ${o.quantity}</td>
<td>${esc(o.username)}</td><td>${o.state}</td><td>${last ?
	    `${last.status} ${esc(last.body ?? last.error)}` : "–"}</td></tr>`;
}

function onPage({ res, url }) {
	page(res, "en", "Coin shop", "shop", `<form id="buy" method="post"
action="/buy">${field("username", "Your fernsign user name (e-mail)",
	    url.searchParams.get("username") ?? "",
	    'type="email" required autocomplete="email"')}
${choice("package", "Package", PACKAGES)}
${field("quantity", "How many", "1", 'type="number" min="1" max="9"')}
${choice("language", "Language", [["de", "Deutsch"], ["en", "English"]])}
${choice("knob", "How the shop behaves", KNOBS)}
<button>Buy</button></form><h2>Orders</h2><table><tr><th>Order</th>
<th>Package</th><th>Buyer</th><th>State</th><th>Answer</th></tr>
${[...orders.values()].reverse().map(row).join("")}</table>`);
}

function onOrder({ req, res, params }) {
	const o = orders.get(params[0]);
	if (!o)
		throw fault(404, "no such order");
	if (!/html/.test(req.headers.accept ?? ""))
		return replyJson(res, 200, o);
	page(res, "en", `Order ${o.order_id}`, o.state, `<pre>${
	    esc(JSON.stringify(o, null, 2))}</pre><form id="cancel"
method="post" action="/orders/${esc(o.order_id)}/cancel">
${choice("knob", "How the shop behaves", KNOBS)}
<button>Cancel the order</button></form><p><a href="/">Back</a></p>`);
}

async function onBuyForm({ res, form }) {
	const order = await buy(Object.fromEntries(form));
	redirect(res, `/orders/${order.order_id}`);
}

async function onCancel({ req, res, params, form, json }) {
	const isForm = /form-urlencoded/.test(req.headers["content-type"]);
	const o = await cancel(params[0], isForm ? form.get("knob") :
	    json().knob);
	if (isForm)
		return redirect(res, `/orders/${o.order_id}`);
	replyJson(res, 200, o);
}

await serve("shop", [[httpServer([
	["GET", "/", onPage],
	["POST", "/buy", onBuyForm],
	["GET", "/orders", ({ res }) => replyJson(res, 200,
	    [...orders.values()])],
	["POST", "/orders", async ({ res, json }) =>
	    replyJson(res, 200, await buy(json()))],
	["GET", "/orders/([^/]+)", onOrder],
	["POST", "/orders/([^/]+)/cancel", onCancel],
]), config.port]]);
