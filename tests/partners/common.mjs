/*
 * What every simulated partner in node does the same way: read the
 * configuration, listen on loopback, say "ready NAME", leave on SIGTERM, read
 * forms and JSON, write a plain accessible page, sign a callback.
 *
 * Standard Webhooks 1.0 (callbacks). Never listens outside loopback.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";

const MAX_BODY = 1 << 20;

/* Read the configuration named in argv[2]; section is this partner's part. */
export function readConfig(section) {
	if (process.argv.length < 3) {
		console.error(`usage: node ${section}.mjs CONFIG.json`);
		process.exit(2);
	}
	const all = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
	const mine = all[section];
	if (!mine) {
		console.error(`no section "${section}" in ${process.argv[2]}`);
		process.exit(2);
	}
	if (mine.tls_ca ?? all.tls_ca)
		mine.ca = fs.readFileSync(mine.tls_ca ?? all.tls_ca);
	return mine;
}

/* Print the ready line once all servers listen; close them on SIGTERM. */
export async function serve(name, listeners) {
	for (const [server, port] of listeners)
		await new Promise((done, fail) => {
			server.once("error", fail);
			server.listen(port, "127.0.0.1", done);
		});
	for (const signal of ["SIGTERM", "SIGINT"])
		process.on(signal, () => process.exit(0));
	console.log(`ready ${name}`);
}

/*
 * Make an HTTP server from a list of [METHOD, pattern, function]. The function
 * gets {req, res, url, params, body, form, json} and answers with a helper.
 */
export function httpServer(routes) {
	return http.createServer(async (req, res) => {
		const url = new URL(req.url, "http://localhost");
		try {
			await dispatch(routes, req, res, url);
		} catch (e) {
			if (!res.headersSent)
				reply(res, e.status ?? 500, e.message);
			if (!e.status)
				console.error(e);
		}
	});
}

async function dispatch(routes, req, res, url) {
	let seen = false;
	for (const [method, pattern, answer] of routes) {
		const m = new RegExp(`^${pattern}$`).exec(url.pathname);
		if (!m)
			continue;
		seen = true;
		if (method !== req.method)
			continue;
		const body = method === "GET" ? Buffer.alloc(0) :
		    await readBody(req);
		await answer({ req, res, url, body,
			params: m.slice(1).map(decodeURIComponent),
			form: new URLSearchParams(body.toString("utf8")),
			json: () => parseJson(body) });
		return;
	}
	throw fault(seen ? 405 : 404, seen ? "method not allowed" :
	    "not found");
}

async function readBody(req) {
	const parts = [];
	let n = 0;
	for await (const part of req) {
		n += part.length;
		if (n > MAX_BODY)
			throw fault(413, "too large");
		parts.push(part);
	}
	return Buffer.concat(parts);
}

function parseJson(body) {
	try {
		return body.length ? JSON.parse(body.toString("utf8")) : {};
	} catch {
		throw fault(400, "not JSON");
	}
}

/* An error that becomes an HTTP status. */
export function fault(status, message) {
	return Object.assign(new Error(message), { status });
}

/* Answer with plain text. */
export function reply(res, status, text) {
	res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
	res.end(text + "\n");
}

/* Answer with JSON. */
export function replyJson(res, status, value) {
	res.writeHead(status, { "Content-Type": "application/json" });
	res.end(JSON.stringify(value, null, 1) + "\n");
}

/* Send the browser on with GET. */
export function redirect(res, location) {
	res.writeHead(303, { Location: location });
	res.end();
}

/* Escape a value for HTML text and attributes. */
export function esc(v) {
	return String(v ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const STYLE = `body{font:1.1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;
padding:0 1rem;color:#111;background:#fff}label{display:block;margin:.6rem 0 .1rem}
input,select,textarea{font:inherit;padding:.35rem;min-width:16rem;max-width:100%;
box-sizing:border-box;border:1px solid #555}input[type=checkbox],input[type=radio]
{min-width:0;width:1.2rem;height:1.2rem}button{font:inherit;padding:.5rem 1rem;
margin:1rem .5rem 0 0}td,th{text-align:left;padding:.2rem .8rem .2rem 0;
vertical-align:top}fieldset{margin:1rem 0}.note{border-left:.3rem solid #555;
padding:.1rem 1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}
a{color:#003f8a}`;

/* Answer with a page; state is the page's machine-readable main state. */
export function page(res, lang, title, state, body, opt = {}) {
	const refresh = opt.refresh ?
	    `<meta http-equiv="refresh" content="${opt.refresh}">` : "";
	res.writeHead(opt.status ?? 200, {
		"Content-Type": "text/html; charset=utf-8",
		"Cache-Control": "no-store" });
	res.end(`<!DOCTYPE html>
<html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${esc(title)}</title><style>${STYLE}</style></head>
<body><main data-state="${esc(state)}"><h1>${esc(title)}</h1>
${body}</main></body></html>
`);
}

/* One labelled text field. */
export function field(name, label, value = "", attrs = "") {
	return `<label for="${name}">${esc(label)}</label>
<input id="${name}" name="${name}" value="${esc(value)}" ${attrs}>`;
}

/* One labelled choice; options are [value, text]. */
export function choice(name, label, options, value) {
	const rows = options.map(([v, t]) => `<option value="${esc(v)}"${
	    v === value ? " selected" : ""}>${esc(t)}</option>`);
	return `<label for="${name}">${esc(label)}</label>
<select id="${name}" name="${name}">${rows.join("")}</select>`;
}

/* Sign a callback: the headers of Standard Webhooks 1.0. */
export function webhookHeaders(secret, id, at, body) {
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const mac = crypto.createHmac("sha256", key)
	    .update(`${id}.${at}.`).update(body).digest("base64");
	return { "webhook-id": id, "webhook-timestamp": String(at),
		"webhook-signature": `v1,${mac}` };
}

/* Send bytes to a URL; resolves to {status, body} or {status: 0, error}. */
export function post(url, headers, body, tls = {}) {
	const lib = url.startsWith("https:") ? https : http;
	return new Promise((done) => {
		const req = lib.request(url, { method: "POST", timeout: 20000,
			headers: { ...headers, "Content-Length": body.length },
			...tls }, (res) => {
			const parts = [];
			res.on("data", (p) => parts.push(p));
			res.on("end", () => done({ status: res.statusCode,
				body: Buffer.concat(parts).toString("utf8") }));
		});
		req.on("timeout", () => req.destroy(new Error("timeout")));
		req.on("error", (e) => done({ status: 0, error: e.message }));
		req.end(body);
	});
}

/* Wait. */
export function sleep(ms) {
	return new Promise((done) => setTimeout(done, ms));
}
