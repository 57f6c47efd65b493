# Documents that nobody trusts: reading, judging, placing, verifying.
# libqpdf is named in pdf_qpdf.c alone, HarfBuzz in pdf_font.c, zlib in
# pdf_stream.c, libxml2 in pdf_xml.c, OpenSSL in pdf_cms.c, FreeType in
# pdf_glyphs.c.
# FreeType's headers name banned functions in macros, so they come first.
noinst_LIBRARIES += shared/pdf/libpdf.a
shared_pdf_libpdf_a_CPPFLAGS = -include freetype/freetype.h $(AM_CPPFLAGS)
shared_pdf_libpdf_a_SOURCES = \
	shared/pdf/pdf_account.c shared/pdf/pdf_account.h \
	shared/pdf/pdf_appearance.c shared/pdf/pdf_appearance.h \
	shared/pdf/pdf_check.c shared/pdf/pdf_check.h \
	shared/pdf/pdf_check_signatures.c \
	shared/pdf/pdf_cmap.c shared/pdf/pdf_cmap.h \
	shared/pdf/pdf_cms.c shared/pdf/pdf_cms.h \
	shared/pdf/pdf_dss.c shared/pdf/pdf_dss.h \
	shared/pdf/pdf_field.c shared/pdf/pdf_field.h \
	shared/pdf/pdf_file.c shared/pdf/pdf_file.h \
	shared/pdf/pdf_font.c shared/pdf/pdf_font.h \
	shared/pdf/pdf_font_write.c shared/pdf/pdf_font_write.h \
	shared/pdf/pdf_gate.c shared/pdf/pdf_gate.h \
	shared/pdf/pdf_gate_groups.h \
	shared/pdf/pdf_gate_action.c \
	shared/pdf/pdf_gate_annotation.c \
	shared/pdf/pdf_gate_code.c \
	shared/pdf/pdf_gate_colour.c shared/pdf/pdf_gate_colour.h \
	shared/pdf/pdf_gate_composite.c \
	shared/pdf/pdf_gate_content.c shared/pdf/pdf_gate_content.h \
	shared/pdf/pdf_gate_embedded.c \
	shared/pdf/pdf_gate_file.c \
	shared/pdf/pdf_gate_font.c shared/pdf/pdf_gate_font.h \
	shared/pdf/pdf_gate_form.c \
	shared/pdf/pdf_gate_icc.c \
	shared/pdf/pdf_gate_info.c \
	shared/pdf/pdf_gate_jpx.c \
	shared/pdf/pdf_gate_limit.c \
	shared/pdf/pdf_gate_names.c \
	shared/pdf/pdf_gate_report.c shared/pdf/pdf_gate_report.h \
	shared/pdf/pdf_gate_schema.c \
	shared/pdf/pdf_gate_stream.c \
	shared/pdf/pdf_gate_subset.c \
	shared/pdf/pdf_gate_syntax.c \
	shared/pdf/pdf_gate_tagged.c \
	shared/pdf/pdf_gate_text.c \
	shared/pdf/pdf_gate_transparency.c \
	shared/pdf/pdf_gate_truetype.c \
	shared/pdf/pdf_gate_visit.c shared/pdf/pdf_gate_visit.h \
	shared/pdf/pdf_gate_walk.c shared/pdf/pdf_gate_walk.h \
	shared/pdf/pdf_gate_xmp.c \
	shared/pdf/pdf_glyphs.c shared/pdf/pdf_glyphs.h \
	shared/pdf/pdf_increment.c shared/pdf/pdf_increment.h \
	shared/pdf/pdf_lex.c shared/pdf/pdf_lex.h \
	shared/pdf/pdf_limits.h \
	shared/pdf/pdf_object.c shared/pdf/pdf_object.h \
	shared/pdf/pdf_open.c shared/pdf/pdf_open.h \
	shared/pdf/pdf_page.c shared/pdf/pdf_page.h \
	shared/pdf/pdf_place.c shared/pdf/pdf_place.h \
	shared/pdf/pdf_place_box.c shared/pdf/pdf_place_box.h \
	shared/pdf/pdf_place_copy.c shared/pdf/pdf_place_copy.h \
	shared/pdf/pdf_place_field.c shared/pdf/pdf_place_field.h \
	shared/pdf/pdf_qpdf.c shared/pdf/pdf_qpdf.h \
	shared/pdf/pdf_raw.c shared/pdf/pdf_raw.h \
	shared/pdf/pdf_report.c shared/pdf/pdf_report.h \
	shared/pdf/pdf_revision.c shared/pdf/pdf_revision.h \
	shared/pdf/pdf_run.c shared/pdf/pdf_run.h \
	shared/pdf/pdf_run_image.c shared/pdf/pdf_run_paint.c \
	shared/pdf/pdf_run_text.c \
	shared/pdf/pdf_scan.c shared/pdf/pdf_scan.h \
	shared/pdf/pdf_scan_object.c \
	shared/pdf/pdf_signatures.c shared/pdf/pdf_signatures.h \
	shared/pdf/pdf_stream.c shared/pdf/pdf_stream.h \
	shared/pdf/pdf_text.c shared/pdf/pdf_text.h \
	shared/pdf/pdf_used.c shared/pdf/pdf_used.h \
	shared/pdf/pdf_value.c \
	shared/pdf/pdf_verdict.c shared/pdf/pdf_verdict.h \
	shared/pdf/pdf_verify.c shared/pdf/pdf_verify.h \
	shared/pdf/pdf_xml.c shared/pdf/pdf_xml.h \
	shared/pdf/pdf_xmp.c shared/pdf/pdf_xmp.h \
	shared/pdf/pdf_xmp_schema.c shared/pdf/pdf_xmp_schema.h \
	shared/pdf/pdf_xmp_type.c shared/pdf/pdf_xmp_type.h \
	shared/pdf/pdf_xref.c shared/pdf/pdf_xref.h
