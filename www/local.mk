# Schemas of partners' messages; read by ident and ca at start.
fernschemadir = $(pkgsharedir)/schema
dist_fernschema_DATA = www/schema/dss-min.xsd www/schema/eid.xsd \
	www/schema/ident-event.xsd
