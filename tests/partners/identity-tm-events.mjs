/*
 * The events of the simulated identity provider: XML as in ident-event.xsd,
 * signed as Standard Webhooks, delivered until a 2xx, or spoilt on demand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { esc, post, sleep, webhookHeaders } from "./common.mjs";

export const STATUSES = ["SUCCESS", "SUCCESS_DATA_CHANGED", "REVIEW_PENDING",
	"CANCELLED", "ABORTED", "REJECTED", "FRAUD_SUSPICION", "EXPIRED"];

/* The official specimen of the German identity card. */
export const SPECIMEN = { given_names: "Erika", family_name: "Mustermann",
	birth_name: "Gabler", academic_title: "", date_of_birth: "1964-08-12",
	place_of_birth: "Berlin", nationality: "DE",
	street: "Heidestraße 17", zip_code: "51147", city: "Köln",
	country: "DE", mobile_phone: "", document_type: "IDCARD",
	document_number: "L01X00T47", issuing_country: "DE",
	issued_by: "Stadt Köln", issued_on: "2021-11-02",
	valid_until: "2031-11-01" };

export const KNOBS = [["delay_ms", "delay in milliseconds"],
	["drop", "never send"], ["duplicate", "send how many times more"],
	["parallel", "send eight times at once"],
	["reorder", "finished before started"],
	["wrong_secret", "sign with another secret"],
	["old_timestamp", "time stamp one hour old"],
	["other_body", "same event again with another body"],
	["altered", "change the body after signing"],
	["unknown_reference", "unknown reference number"],
	["schema_break", "break the schema"],
	["xxe", "DOCTYPE with an external entity"],
	["huge", "larger than allowed"], ["wrong_type", "send as text/plain"],
	["wrong_phone", "another mobile number"],
	["name_change", "another family name"],
	["wrong_method", "another method"],
	["review_first", "REVIEW_PENDING, then the result"],
	["reject_after", "REJECTED after the result"],
	["fraud_after", "FRAUD_SUSPICION after the result"]];

function utc(at) {
	return at.toISOString().replace(/\.\d+Z$/, "Z");
}

function el(name, value) {
	return value ? `<${name}>${esc(value)}</${name}>` : "";
}

function personXml(p) {
	const address = p.city ? `<Address>${el("Street", p.street)}${
	    el("ZipCode", p.zip_code)}${el("City", p.city)}${
	    el("Country", p.country)}</Address>` : "";
	return `<Person>${el("GivenNames", p.given_names)}${
	    el("FamilyName", p.family_name)}${el("BirthName", p.birth_name)}${
	    el("AcademicTitle", p.academic_title)}${
	    el("DateOfBirth", p.date_of_birth)}${
	    el("PlaceOfBirth", p.place_of_birth)}${
	    el("Nationality", p.nationality)}${address}${
	    el("MobilePhone", p.mobile_phone)}</Person>
<Document>${el("Type", p.document_type)}${el("Number", p.document_number)}${
	    el("IssuingCountry", p.issuing_country)}${
	    el("IssuedBy", p.issued_by)}${el("IssuedOn", p.issued_on)}${
	    el("ValidUntil", p.valid_until)}</Document>`;
}

/* Write one event; v = {id, type, seq, status, reason, person}. */
function eventXml(c, v) {
	const consents = c.consents.map((k) => `<Consent no="${k.no}"
 tanVerifiedAt="${utc(k.at)}" dataHash="${k.hash}"/>`).join("");
	const result = v.status ? `<Result>${el("Status", v.status)}${
	    el("Reason", v.reason)}</Result>` : "";
	const person = v.person && /^SUCCESS/.test(v.status ?? "") ?
	    personXml(v.person) : "";
	return `<?xml version="1.0" encoding="UTF-8"?>
<IdentEvent xmlns="urn:fernsign:ident-event:1" version="1">
${el("EventId", v.id)}${el("Type", v.type)}${el("Sequence", v.seq)}${
	    el("OccurredAt", utc(new Date()))}${
	    el("ReferenceNumber", v.ref)}${el("ProviderCaseId", c.id)}${
	    el("Method", v.method)}${el("Language", c.lang)}
${consents}${result}${person}${el("Agent", c.agent ?? "agent-12")}${person ?
	    `<Evidence kind="protocol-pdf" sha256="${crypto
		.createHash("sha256").update(c.id).digest("hex")}"/>` : ""}
</IdentEvent>
`;
}

/* Spoil what the XML says. */
function spoiltXml(c, v, knobs) {
	const person = v.person && { ...v.person };
	if (person && knobs.wrong_phone)
		person.mobile_phone = "+4915100000000";
	if (person && knobs.name_change)
		person.family_name = "Gabler";
	const w = { ...v, person,
		ref: knobs.unknown_reference ? "2222-3333" : c.ref,
		method: knobs.wrong_method ?
		    { VIDEO: "POS", EID: "POS", POS: "VIDEO" }[c.method] :
		    c.method };
	let xml = eventXml(c, w);
	if (knobs.schema_break)
		xml = xml.replace("<Language>", "<Tongue/><Language>");
	if (knobs.xxe)
		xml = xml.replace("<IdentEvent", "<!DOCTYPE IdentEvent " +
		    '[<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<IdentEvent')
		    .replace("agent-12", "&x;");
	if (knobs.huge)
		xml = xml.replace("</IdentEvent>",
		    `<!--${"x".repeat(300 * 1024)}--></IdentEvent>`);
	return Buffer.from(xml);
}

function tlsOf(config) {
	const read = (f) => f && fs.readFileSync(f);
	return { ca: config.ca, cert: read(config.client_cert),
		key: read(config.client_key) };
}

/* Make the sender: send(case, {type, status, reason, person}, knobs). */
export function makeSender(config) {
	const retryMs = config.retry_ms ?? [0, 300, 1000, 3000, 8000];
	const tls = tlsOf(config);

	async function once(c, v, body, knobs) {
		const at = Math.floor(Date.now() / 1000) -
		    (knobs.old_timestamp ? 3600 : 0);
		const secret = knobs.wrong_secret ?
		    `whsec_${crypto.randomBytes(32).toString("base64")}` :
		    config.secret;
		const sent = knobs.altered ? Buffer.from(body.toString()
		    .replace("Erika", "Erike").replace("agent-12", "agent-13"))
		    : body;
		const r = await post(config.events_url, {
			...webhookHeaders(secret, v.id, at, body),
			"Content-Type": knobs.wrong_type ? "text/plain" :
			    "application/xml; charset=utf-8" }, sent, tls);
		c.deliveries.push({ event: v.id, type: v.type,
			result: v.status, at, ...r });
		return r.status;
	}

	async function deliver(c, v, body, knobs) {
		const spoilt = Object.keys(knobs).length > 0;
		for (const wait of retryMs) {
			await sleep(wait);
			const s = await once(c, v, body, knobs);
			if ((s >= 200 && s < 300) || s === 410 || spoilt)
				return;
		}
	}

	async function one(c, v, knobs) {
		const w = { ...v, seq: v.seq ?? ++c.seq,
			id: `evt_${crypto.randomBytes(12).toString("hex")}` };
		const body = spoiltXml(c, w, knobs);
		if (knobs.parallel)
			return Promise.all(Array.from({ length: 8 },
			    () => once(c, w, body, {})));
		await deliver(c, w, body, knobs);
		for (let i = 0; i < (knobs.duplicate ?? 0); i++)
			await once(c, w, body, {});
		if (knobs.other_body)
			await once(c, w, Buffer.from(body.toString()
			    .replace("agent-12", "agent-99")), {});
		return undefined;
	}

	return async function send(c, v, knobs) {
		if (knobs.drop)
			return;
		if (knobs.delay_ms)
			await sleep(knobs.delay_ms);
		if (knobs.review_first)
			await one(c, { type: v.type, status: "REVIEW_PENDING" },
			    {});
		if (knobs.reorder)
			c.seq += 1;
		await one(c, v, knobs);
		if (knobs.reorder)
			await one(c, { type: "ident.started", seq: c.seq - 1 },
			    {});
		for (const [k, status] of [["reject_after", "REJECTED"],
			["fraud_after", "FRAUD_SUSPICION"]])
			if (knobs[k])
				await one(c, { type: v.type, status }, {});
	};
}
