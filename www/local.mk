# Schemas of partners' messages; read by ident and ca at start.
fernschemadir = $(pkgsharedir)/schema
dist_fernschema_DATA = www/schema/dss-min.xsd www/schema/eid.xsd \
	www/schema/ident-event.xsd

# The trusted list's words; read by fernsign-ctl.
ferntldir = $(pkgsharedir)/tl
dist_ferntl_DATA = www/tl/_address.html www/tl/trusted-list.xml
