EXTRA_DIST += tests/interop/judges/install tests/interop/judges/pom.xml \
	tests/interop/judges/src/main/java/Judge.java
