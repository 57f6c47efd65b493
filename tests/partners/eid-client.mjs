/*
 * The simulated eID client: answers http://127.0.0.1:PORT/eID-Client as
 * AusweisApp does, with a page on which the person confirms a specimen card.
 *
 * In: tcTokenURL from the browser. Does: fetches the TcToken (TLS 1.2), opens
 * the RSA-PSK channel to the eID server, sends StartPAOS. Out: 303 to the
 * RefreshAddress or the CommunicationErrorAddress. Reads no card.
 *
 * TR-03124-1, RFC 4279.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import crypto from "node:crypto";
import tls from "node:tls";
import https from "node:https";
import { choice, esc, httpServer, page, readConfig, reply, serve }
	from "./common.mjs";

const config = readConfig("eid_client");
const NAME = "fernsign specimen eID client";
const PAOS = "urn:liberty:paos:2006-08";
const MINOR = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/";
/* AusweisApp 2.5: ECDHE with AES-GCM, nothing newer than TLS 1.2. */
const TLS_WEB = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2",
	ecdhCurve: "P-256:P-384", rejectUnauthorized: false,
	ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:" +
	    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256" };
const TLS_PSK = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2",
	rejectUnauthorized: false,
	ciphers: "RSA-PSK-AES256-GCM-SHA384:RSA-PSK-AES128-GCM-SHA256:" +
	    "RSA-PSK-AES256-CBC-SHA" };
const PERSONAS = [
	["", "ERIKA MUSTERMANN, identity card"],
	["title", "with an academic title"],
	["ok_ub", "EU citizen's card, no address"],
	["umlaut", "capital sharp s and combining marks"],
	["dob_unknown", "day and month of birth unknown"],
	["name_mismatch", "another family name"],
	["expired", "card has expired"], ["revoked", "card is blocked"],
	["loa_low", "level of assurance too low"],
	["notonchip", "old card, fields not on the chip"],
	["incomplete", "no date of expiry"],
	["denied", "card refused by the server"],
	["slow", "server needs some polls"], ["never", "server never ready"],
	["lost", "server's last answer is lost"],
	["badsig", "server's signature is wrong"],
	["unsigned", "server does not sign"],
	["xsw", "server's signed body is moved"],
	["oldts", "server's time stamp is old"],
	["bigbody", "server's answer is too large"],
	["doctype", "server sends a DOCTYPE"],
	["fault", "server sends a SOAP fault"],
	["html500", "server sends HTML and 500"]];
const busy = new Set(); /* addresses: each is a computer with its own client */

/* What stops the run before a RefreshAddress may be used. */
class Stop extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

/* Check the peer as AusweisApp does: host name and key size, not the chain. */
function checkPeer(socket, host) {
	const cert = socket.getPeerCertificate();
	const wrong = tls.checkServerIdentity(host, cert);
	if (wrong)
		return wrong;
	const ec = Boolean(cert.asn1Curve ?? cert.nistCurve);
	if ((cert.bits ?? 0) < (ec ? 250 : 3000))
		return new Error(`key of ${cert.bits} bits is too short`);
	return undefined;
}

/* GET over TLS 1.2; resolves to {status, location, type, text}. */
function get(url) {
	return new Promise((done, fail) => {
		const req = https.get(url, { ...TLS_WEB, timeout: 30000,
			agent: false, headers: { "User-Agent":
			    "AusweisApp2/1.26.2 (TR-03124/1.3)" } }, (res) => {
			const wrong = checkPeer(res.socket, url.hostname);
			if (wrong)
				return req.destroy(wrong);
			const parts = [];
			res.on("data", (p) => parts.push(p));
			res.on("end", () => done({ status: res.statusCode,
				location: res.headers.location,
				text: Buffer.concat(parts).toString("utf8") }));
		});
		req.on("timeout", () => req.destroy(new Error("timeout")));
		req.on("error", fail);
	});
}

function isRedirect(status) {
	return [302, 303, 307].includes(status);
}

/* Fetch the TcToken, following redirects to https only. */
async function fetchToken(url) {
	for (let hops = 0; hops < 5; hops++) {
		let r;
		try {
			r = await get(url);
		} catch (e) {
			throw new Stop(404, `tcTokenURL: ${e.message}`);
		}
		if (r.status === 200)
			return { text: r.text, from: url };
		if (!isRedirect(r.status) || !r.location)
			throw new Stop(404, `tcTokenURL: status ${r.status}`);
		url = new URL(r.location, url);
		if (url.protocol !== "https:")
			throw new Stop(404, "tcTokenURL: redirect to http");
	}
	throw new Stop(404, "tcTokenURL: too many redirects");
}

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescape(text) {
	return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, e) => {
		if (e[0] !== "#")
			return ENTITIES[e] ?? all;
		return String.fromCodePoint(e[1] === "x" ?
		    parseInt(e.slice(2), 16) : Number(e.slice(1)));
	}).trim();
}

/* Read the flat TcToken without namespace; undefined = element missing. */
function parseToken(text) {
	const m = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?<TCTokenType>([^]*)<\/TCTokenType>\s*$/
	    .exec(text);
	if (!m || /<!|<\?/.test(m[1]))
		throw new Stop(404, "TcToken: not well-formed");
	const el = (name) => {
		const v = new RegExp(`<${name}(?:\\s*/>|>([^<]*)</${name}>)`)
		    .exec(m[1]);
		return v ? unescape(v[1] ?? "") : undefined;
	};
	return { server: el("ServerAddress"), session: el("SessionIdentifier"),
		refresh: el("RefreshAddress"),
		error: el("CommunicationErrorAddress"),
		binding: el("Binding"), protocol: el("PathSecurity-Protocol"),
		psk: el("PSK") };
}

function asUrl(text) {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}

function withResult(url, major, minor) {
	const tail = `ResultMajor=${major}${minor ?
	    `&ResultMinor=${minor}` : ""}`;
	return `${url}${url.includes("?") ? "&" : "?"}${tail}`;
}

/*
 * The RefreshAddress must have the origin of the tcTokenURL; otherwise the
 * client asks it itself and follows until a URL of that origin redirects.
 */
async function checkRefresh(token, from) {
	let url = asUrl(token.refresh);
	for (let hops = 0; url && hops < 5; hops++) {
		if (url.protocol !== "https:")
			return null;
		if (hops === 0 && url.origin === from.origin)
			return url.href;
		const same = url.origin === from.origin;
		const r = await get(url).catch(() => ({ status: 0 }));
		if (!isRedirect(r.status) || !r.location)
			return null;
		url = asUrl(new URL(r.location, url).href);
		if (same)
			return url?.href ?? null;
	}
	return null;
}

function startPaos(token) {
	return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:wsa="http://www.w3.org/2005/03/addressing"><soap:Header>
<wsa:MessageID>urn:uuid:${crypto.randomUUID()}</wsa:MessageID></soap:Header>
<soap:Body><StartPAOS xmlns="urn:iso:std:iso-iec:24727:tech:schema">
<SessionIdentifier>${esc(token.session)}</SessionIdentifier>
<UserAgent><Name>${NAME}</Name><VersionMajor>1</VersionMajor>
<VersionMinor>0</VersionMinor></UserAgent></StartPAOS></soap:Body>
</soap:Envelope>`;
}

/* Talk to the eID server over RSA-PSK; resolves to the whole reply. */
function paos(token, server, persona, confirmed) {
	const body = Buffer.from(startPaos(token));
	return new Promise((done, fail) => {
		const s = tls.connect({ ...TLS_PSK, host: server.hostname,
			port: Number(server.port || 443),
			servername: server.hostname,
			checkServerIdentity: () => undefined,
			pskCallback: () => ({ identity: token.session,
				psk: Buffer.from(token.psk, "hex") }) });
		const parts = [];
		s.setTimeout(30000, () => s.destroy(new Error("timeout")));
		s.on("secureConnect", () => {
			const wrong = tls.checkServerIdentity(server.hostname,
			    s.getPeerCertificate());
			if (wrong)
				return s.destroy(wrong);
			s.write(`POST ${server.pathname}${server.search} ` +
			    `HTTP/1.1\r\nHost: ${server.host}\r\n` +
			    `requestid: ${token.session}\r\nPAOS: ver="${PAOS}"\r\n` +
			    "Accept: text/html; application/vnd.paos+xml\r\n" +
			    "Content-Type: application/vnd.paos+xml; charset=UTF-8" +
			    `\r\nX-Specimen: ${persona}\r\nX-Confirmed: ${
				confirmed ? "yes" : "no"}\r\nConnection: close\r\n` +
			    `Content-Length: ${body.length}\r\n\r\n`);
			s.write(body);
		});
		s.on("data", (p) => parts.push(p));
		s.on("end", () => done(Buffer.concat(parts).toString("utf8")));
		s.on("error", fail);
	});
}

/* Map the reply to the short words of the refresh URL. */
function paosResult(text) {
	const status = Number(/^HTTP\/1\.\d (\d+)/.exec(text)?.[1]);
	if (status !== 200)
		return "trustedChannelEstablishmentFailed";
	const major = /<(?:\w+:)?ResultMajor>\s*([^<\s]+)/.exec(text)?.[1];
	if (!major || !/<\/(?:\w+:)?Envelope>\s*$/.test(text))
		return "clientError";
	if (major.endsWith("#ok"))
		return "";
	const minor = (/<(?:\w+:)?ResultMinor>\s*([^<\s]+)/.exec(text)?.[1] ??
	    "").replace(MINOR, "");
	return { "sal#cancellationByUser": "cancellationByUser",
		"al/common#communicationError": "communicationError",
		"dp#trustedChannelEstablishmentFailed":
		    "trustedChannelEstablishmentFailed" }[minor] ??
	    "serverError";
}

function channelUsable(token) {
	return token.binding === PAOS &&
	    token.protocol === "urn:ietf:rfc:4279" && token.session &&
	    asUrl(token.server)?.protocol === "https:" &&
	    /^([0-9a-f]{2})+$/i.test(token.psk ?? "");
}

/* Do the whole run; returns where the browser goes. */
async function run(tcTokenURL, persona, confirmed) {
	const { text, from } = await fetchToken(tcTokenURL);
	const token = parseToken(text);
	const broken = () => {
		if (asUrl(token.error)?.protocol !== "https:")
			throw new Stop(404, "TcToken: no way back");
		return withResult(token.error, "error", "communicationError");
	};
	if ([token.server, token.refresh, token.binding].includes(undefined))
		throw new Stop(404, "TcToken: an element is missing");
	if (!token.refresh)
		return broken();
	const refresh = await checkRefresh(token, from);
	if (!refresh)
		return broken();
	let minor = "trustedChannelEstablishmentFailed";
	if (channelUsable(token))
		minor = await paos(token, asUrl(token.server), persona,
		    confirmed).then(paosResult, () => minor);
	return withResult(refresh, minor ? "error" : "ok", minor);
}

/* Parameter names are compared without regard to case, as the app does. */
function param(search, name) {
	for (const [k, v] of search)
		if (k.toLowerCase() === name.toLowerCase())
			return v;
	return null;
}

function onStatus(res, how) {
	const rows = [["Implementation-Title", NAME],
		["Implementation-Vendor", ""],
		["Implementation-Version", "1.0"], ["Name", NAME],
		["Specification-Title", "TR-03124-1"],
		["Specification-Vendor",
		    "Federal Office for Information Security"],
		["Specification-Version", "1.3"]];
	const json = how?.toLowerCase() === "json";
	res.writeHead(200, { "Access-Control-Allow-Origin": "*",
		"Content-Type": json ? "application/json" :
		    "text/plain; charset=utf-8" });
	res.end(json ? JSON.stringify(Object.fromEntries(rows)) :
	    rows.map(([k, v]) => `${k}: ${v}\n`).join(""));
}

function tokenUrl(search) {
	const url = asUrl(param(search, "tcTokenURL"));
	if (url?.protocol !== "https:")
		throw new Stop(400, "tcTokenURL is not an https address");
	return url;
}

function onActivate({ res, url }) {
	if (param(url.searchParams, "Status") !== null)
		return onStatus(res, param(url.searchParams, "Status"));
	if (param(url.searchParams, "ShowUI") !== null)
		return page(res, "en", NAME, "idle", "<p>Ready.</p>");
	if (param(url.searchParams, "tcTokenURL") === null)
		throw new Stop(404, "no known parameter");
	const target = tokenUrl(url.searchParams);
	const persona = param(url.searchParams, "persona") ?? "";
	const known = PERSONAS.some(([name]) => name === persona);
	page(res, "en", "Online ID function", "confirm", `<p class="note">This
is a simulated eID client. It reads no card and asks for no real PIN.</p>
<p><strong>${esc(target.host)}</strong> asks for: document type, issuing state,
date of expiry, given names, family name, academic title, date and place of
birth, nationality, name at birth, address, pseudonym.</p>
<form id="confirm" method="post" action="/eID-Client">
<input type="hidden" name="tcTokenURL" value="${esc(target.href)}">
${choice("persona", "Specimen card", known ? PERSONAS :
	    [...PERSONAS, [persona, persona]], persona)}
<button name="confirm" value="1">Read the specimen card</button>
<button name="confirm" value="0">Cancel</button></form>`);
}

async function onConfirm({ req, res, form }) {
	const target = tokenUrl(form);
	const computer = req.socket.remoteAddress;
	if (busy.has(computer))
		throw new Stop(409, "another activation is running");
	busy.add(computer);
	try {
		const to = await run(target, param(form, "persona") ?? "",
		    param(form, "confirm") === "1");
		res.writeHead(303, { Location: to });
		res.end();
	} finally {
		busy.delete(computer);
	}
}

/* Faults are shown as the plain pages that the app shows. */
function guarded(answer) {
	return async (c) => {
		try {
			await answer(c);
		} catch (e) {
			if (!(e instanceof Stop))
				throw e;
			reply(c.res, e.status, e.message);
		}
	};
}

await serve("eid-client", [[httpServer([
	["GET", "/eID-Client", guarded(onActivate)],
	["POST", "/eID-Client", guarded(onConfirm)],
]), config.port]]);
