/*
 * The cards that the simulated eID server reads: the official specimen of the
 * German identity card, and the same card with one thing different.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "tests/partners/eid_server.h"

struct card {
	const char *persona;
	const char *type, *expiry, *given, *family, *title, *birth_date;
	const char *birth_name, *nationality, *street, *city, *level;
};

/* clang-format off */
/* persona, type, expiry, given, family, title, birth, name at birth, nationality, street, city, level */
static const struct card cards[] = {
	{ "", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", "", "19640812", "GABLER", "D", "HEIDESTRASSE 17", "KÖLN", "hoch" },
	{ "title", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", "DR.", "19640812", "GABLER", "D", "HEIDESTRASSE 17", "KÖLN", "hoch" },
	{ "ok_ub", "UB", "2031-11-01", "ERIKA", "MUSTERMANN", "", "19640812", "", "AUT", NULL, NULL, "hoch" },
	{ "umlaut", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", "", "19640812", "GABLER", "D", "HEIDESTRA\u1E9EE 17", "KO\u0308LN", "hoch" },
	{ "dob_unknown", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", "", "1964    ", "GABLER", "D", "HEIDESTRASSE 17", "KÖLN", "hoch" },
	{ "name_mismatch", "ID", "2031-11-01", "ERIKA", "GABLER", "", "19640812", "", "D", "HEIDESTRASSE 17", "KÖLN", "hoch" },
	{ "loa_low", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", "", "19640812", "GABLER", "D", "HEIDESTRASSE 17", "KÖLN", "substantiell" },
	{ "notonchip", "ID", "2031-11-01", "ERIKA", "MUSTERMANN", NULL, "19640812", NULL, NULL, "HEIDESTRASSE 17", "KÖLN", "hoch" },
	{ "incomplete", "ID", NULL, "ERIKA", "MUSTERMANN", "", "19640812", "GABLER", "D", "HEIDESTRASSE 17", "KÖLN", "hoch" },
};
/* clang-format on */

static const struct card *
find_card(const char *persona)
{
	size_t i;

	for (i = 0; i < COUNT(cards); i++)
		if (strcmp(cards[i].persona, persona) == 0)
			return &cards[i];
	return &cards[0];
}

static enum err
leaf(struct buf *out, const char *name, const char *text)
{
	return text && *text ? xml_leaf(out, name, text) : E_OK;
}

static enum err
write_birth(struct buf *out, const char *date)
{
	enum err r;

	if ((r = buf_addf(out,
		 "<eid:DateOfBirth><eid:DateString>%s"
		 "</eid:DateString>",
		 date)))
		return r;
	if (strchr(date, ' ') == NULL &&
	    (r = buf_addf(out, "<eid:DateValue>%.4s-%.2s-%.2s</eid:DateValue>",
		 date, date + 4, date + 6)))
		return r;
	return buf_adds(out,
	    "</eid:DateOfBirth><eid:PlaceOfBirth>"
	    "<eid:FreetextPlace>BERLIN</eid:FreetextPlace></eid:PlaceOfBirth>");
}

static enum err
write_residence(struct buf *out, const struct card *c)
{
	enum err r;

	if (c->street == NULL)
		return buf_adds(out,
		    "<eid:PlaceOfResidence><eid:NoPlaceInfo>"
		    "keine Angabe</eid:NoPlaceInfo></eid:PlaceOfResidence>");
	if ((r = buf_adds(
		 out, "<eid:PlaceOfResidence><eid:StructuredPlace>")) ||
	    (r = leaf(out, "eid:Street", c->street)) ||
	    (r = leaf(out, "eid:City", c->city)))
		return r;
	return buf_adds(out,
	    "<eid:Country>D</eid:Country><eid:ZipCode>51147"
	    "</eid:ZipCode></eid:StructuredPlace></eid:PlaceOfResidence>");
}

static enum err
write_person(struct buf *out, const struct card *c)
{
	enum err r;

	if ((r = buf_adds(out, "<eid:PersonalData>")) ||
	    (r = leaf(out, "eid:DocumentType", c->type)) ||
	    (r = leaf(out, "eid:IssuingState", "D")) ||
	    (r = leaf(out, "eid:DateOfExpiry", c->expiry)) ||
	    (r = leaf(out, "eid:GivenNames", c->given)) ||
	    (r = leaf(out, "eid:FamilyNames", c->family)) ||
	    (r = leaf(out, "eid:AcademicTitle", c->title)) ||
	    (r = write_birth(out, c->birth_date)) ||
	    (r = leaf(out, "eid:Nationality", c->nationality)) ||
	    (r = leaf(out, "eid:BirthName", c->birth_name)) ||
	    (r = write_residence(out, c)))
		return r;
	return buf_adds(out,
	    "<eid:RestrictedID><eid:ID>9F2C6B1E55D04A7C8E3311"
	    "AA0B7C4D6E9F2C6B1E55D04A7C8E3311AA0B7C4D6E</eid:ID>"
	    "</eid:RestrictedID></eid:PersonalData>");
}

static const char *
allowed(const struct card *c, const char *name)
{
	if (strcmp(name, "DateOfExpiry") == 0 && c->expiry == NULL)
		return "NOTONCHIP";
	if (strcmp(name, "BirthName") == 0 && c->birth_name == NULL)
		return "NOTONCHIP";
	if (strcmp(name, "Nationality") == 0 && c->nationality == NULL)
		return "NOTONCHIP";
	if (strcmp(name, "ArtisticName") == 0 ||
	    strcmp(name, "CommunityID") == 0 ||
	    strcmp(name, "ResidencePermitI") == 0 ||
	    strstr(name, "Verification") != NULL)
		return "PROHIBITED";
	return "ALLOWED";
}

enum err
specimen_write(struct buf *out, const char *persona)
{
	static const char *const names[] = { "DocumentType", "IssuingState",
		"DateOfExpiry", "GivenNames", "FamilyNames", "ArtisticName",
		"AcademicTitle", "DateOfBirth", "PlaceOfBirth", "Nationality",
		"BirthName", "PlaceOfResidence", "CommunityID",
		"ResidencePermitI", "RestrictedID", "AgeVerification",
		"PlaceVerification" };
	const struct card *c = find_card(persona);
	enum err r;
	size_t i;

	if ((r = write_person(out, c)) ||
	    (r = buf_adds(out, "<eid:OperationsAllowedByUser>")))
		return r;
	for (i = 0; i < COUNT(names); i++)
		if ((r = buf_addf(out, "<eid:%s>%s</eid:%s>", names[i],
			 allowed(c, names[i]), names[i])))
			return r;
	return buf_addf(out,
	    "</eid:OperationsAllowedByUser>"
	    "<eid:LevelOfAssuranceResult>http://bsi.bund.de/eID/LoA/%s"
	    "</eid:LevelOfAssuranceResult>",
	    c->level);
}
