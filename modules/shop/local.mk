# shop: the reseller's callback.
libexec_PROGRAMS += modules/shop/fernsign-shop
modules_shop_fernsign_shop_SOURCES = modules/shop/shop.c \
	modules/shop/shop.h modules/shop/order_read.c \
	modules/shop/order_store.c
modules_shop_fernsign_shop_LDADD = $(LDADD_MODEL)
