/*
 * The table of XMP: schemas, properties, structures, and what a value of each
 * must look like. XMP Specification of January 2004 (ISO 19005-1) and of
 * September 2005 (ISO 19005-2 and -3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xmp_schema.h"

#include <string.h>

#define BOTH 3
#define Y04  1
#define Y05  2

/* clang-format off */
/* Namespaces by their usual prefix. */
#define NS_dc        "http://purl.org/dc/elements/1.1/"
#define NS_xmp       "http://ns.adobe.com/xap/1.0/"
#define NS_xmpRights "http://ns.adobe.com/xap/1.0/rights/"
#define NS_xmpMM     "http://ns.adobe.com/xap/1.0/mm/"
#define NS_xmpBJ     "http://ns.adobe.com/xap/1.0/bj/"
#define NS_xmpTPg    "http://ns.adobe.com/xap/1.0/t/pg/"
#define NS_xmpDM     "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
#define NS_pdf       "http://ns.adobe.com/pdf/1.3/"
#define NS_photoshop "http://ns.adobe.com/photoshop/1.0/"
#define NS_crs       "http://ns.adobe.com/camera-raw-settings/1.0/"
#define NS_tiff      "http://ns.adobe.com/tiff/1.0/"
#define NS_exif      "http://ns.adobe.com/exif/1.0/"
#define NS_aux       "http://ns.adobe.com/exif/1.0/aux/"
#define NS_pdfaid    "http://www.aiim.org/pdfa/ns/id/"
#define NS_stDim     "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
#define NS_xmpGImg   "http://ns.adobe.com/xap/1.0/g/img/"
#define NS_stEvt     "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
#define NS_stRef     "http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
#define NS_stVer     "http://ns.adobe.com/xap/1.0/sType/Version#"
#define NS_stJob     "http://ns.adobe.com/xap/1.0/sType/Job#"
#define NS_xmpG      "http://ns.adobe.com/xap/1.0/g/"
#define NS_stFnt     "http://ns.adobe.com/xap/1.0/sType/Font#"

/* namespace, property, value type, editions, values allowed (NULL: any) */
static const struct pdf_xmp_row properties[] = {
	{ NS_dc, "contributor", "bag ProperName", BOTH, NULL },
	{ NS_dc, "coverage", "Text", BOTH, NULL },
	{ NS_dc, "creator", "seq ProperName", BOTH, NULL },
	{ NS_dc, "date", "seq Date", BOTH, NULL },
	{ NS_dc, "description", "Lang Alt", BOTH, NULL },
	{ NS_dc, "format", "MIMEType", BOTH, NULL },
	{ NS_dc, "identifier", "Text", BOTH, NULL },
	{ NS_dc, "language", "bag Locale", BOTH, NULL },
	{ NS_dc, "publisher", "bag ProperName", BOTH, NULL },
	{ NS_dc, "relation", "bag Text", BOTH, NULL },
	{ NS_dc, "rights", "Lang Alt", BOTH, NULL },
	{ NS_dc, "source", "Text", BOTH, NULL },
	{ NS_dc, "subject", "bag Text", BOTH, NULL },
	{ NS_dc, "title", "Lang Alt", BOTH, NULL },
	{ NS_dc, "type", "bag Text", BOTH, NULL },
	{ NS_xmp, "Advisory", "bag XPath", BOTH, NULL },
	{ NS_xmp, "BaseURL", "URL", BOTH, NULL },
	{ NS_xmp, "CreateDate", "Date", BOTH, NULL },
	{ NS_xmp, "CreatorTool", "AgentName", BOTH, NULL },
	{ NS_xmp, "Identifier", "bag Text", BOTH, NULL },
	{ NS_xmp, "MetadataDate", "Date", BOTH, NULL },
	{ NS_xmp, "ModifyDate", "Date", BOTH, NULL },
	{ NS_xmp, "Nickname", "Text", BOTH, NULL },
	{ NS_xmp, "Thumbnails", "alt Thumbnail", BOTH, NULL },
	{ NS_xmp, "Label", "Text", Y05, NULL },
	{ NS_xmp, "Rating", "Integer", Y05, NULL },
	{ NS_xmpRights, "Certificate", "URL", BOTH, NULL },
	{ NS_xmpRights, "Marked", "Boolean", BOTH, NULL },
	{ NS_xmpRights, "Owner", "bag ProperName", BOTH, NULL },
	{ NS_xmpRights, "UsageTerms", "Lang Alt", BOTH, NULL },
	{ NS_xmpRights, "WebStatement", "URL", BOTH, NULL },
	{ NS_xmpMM, "DerivedFrom", "ResourceRef", BOTH, NULL },
	{ NS_xmpMM, "DocumentID", "URI", BOTH, NULL },
	{ NS_xmpMM, "History", "seq ResourceEvent", BOTH, NULL },
	{ NS_xmpMM, "InstanceID", "URI", Y05, NULL },
	{ NS_xmpMM, "ManagedFrom", "ResourceRef", BOTH, NULL },
	{ NS_xmpMM, "Manager", "AgentName", BOTH, NULL },
	{ NS_xmpMM, "ManageTo", "URI", BOTH, NULL },
	{ NS_xmpMM, "ManageUI", "URI", BOTH, NULL },
	{ NS_xmpMM, "ManagerVariant", "Text", BOTH, NULL },
	{ NS_xmpMM, "RenditionClass", "RenditionClass", BOTH, NULL },
	{ NS_xmpMM, "RenditionParams", "Text", BOTH, NULL },
	{ NS_xmpMM, "VersionID", "Text", BOTH, NULL },
	{ NS_xmpMM, "Versions", "seq Version", BOTH, NULL },
	{ NS_xmpMM, "LastURL", "URL", BOTH, NULL },
	{ NS_xmpMM, "RenditionOf", "ResourceRef", BOTH, NULL },
	{ NS_xmpMM, "SaveID", "Integer", BOTH, NULL },
	{ NS_xmpBJ, "JobRef", "bag Job", BOTH, NULL },
	{ NS_xmpTPg, "MaxPageSize", "Dimensions", BOTH, NULL },
	{ NS_xmpTPg, "NPages", "Integer", BOTH, NULL },
	{ NS_xmpTPg, "Fonts", "bag Font", Y05, NULL },
	{ NS_xmpTPg, "Colorants", "seq Colorant", Y05, NULL },
	{ NS_xmpTPg, "PlateNames", "seq Text", Y05, NULL },
	{ NS_pdf, "Keywords", "Text", BOTH, NULL },
	{ NS_pdf, "PDFVersion", "Text", BOTH, NULL },
	{ NS_pdf, "Producer", "AgentName", BOTH, NULL },
	{ NS_photoshop, "AuthorsPosition", "Text", BOTH, NULL },
	{ NS_photoshop, "CaptionWriter", "ProperName", BOTH, NULL },
	{ NS_photoshop, "Category", "Text", BOTH, NULL },
	{ NS_photoshop, "City", "Text", BOTH, NULL },
	{ NS_photoshop, "Country", "Text", BOTH, NULL },
	{ NS_photoshop, "Credit", "Text", BOTH, NULL },
	{ NS_photoshop, "DateCreated", "Date", BOTH, NULL },
	{ NS_photoshop, "Headline", "Text", BOTH, NULL },
	{ NS_photoshop, "Instructions", "Text", BOTH, NULL },
	{ NS_photoshop, "Source", "Text", BOTH, NULL },
	{ NS_photoshop, "State", "Text", BOTH, NULL },
	{ NS_photoshop, "SupplementalCategories", "Text", Y04, NULL },
	{ NS_photoshop, "SupplementalCategories", "bag Text", Y05, NULL },
	{ NS_photoshop, "TransmissionReference", "Text", BOTH, NULL },
	{ NS_photoshop, "Urgency", "Integer", BOTH, "1|2|3|4|5|6|7|8" },
	{ NS_tiff, "ImageWidth", "Integer", BOTH, NULL },
	{ NS_tiff, "ImageLength", "Integer", BOTH, NULL },
	{ NS_tiff, "BitsPerSample", "seq Integer", BOTH, NULL },
	{ NS_tiff, "Compression", "Integer", BOTH, "1|6" },
	{ NS_tiff, "PhotometricInterpretation", "Integer", BOTH, "2|6" },
	{ NS_tiff, "Orientation", "Integer", BOTH, "1|2|3|4|5|6|7|8" },
	{ NS_tiff, "SamplesPerPixel", "Integer", BOTH, NULL },
	{ NS_tiff, "PlanarConfiguration", "Integer", BOTH, "1|2" },
	{ NS_tiff, "YCbCrSubSampling", "seq Integer", BOTH, NULL },
	{ NS_tiff, "YCbCrPositioning", "Integer", BOTH, "1|2" },
	{ NS_tiff, "XResolution", "Rational", BOTH, NULL },
	{ NS_tiff, "YResolution", "Rational", BOTH, NULL },
	{ NS_tiff, "ResolutionUnit", "Integer", BOTH, "2|3" },
	{ NS_tiff, "TransferFunction", "seq Integer", BOTH, NULL },
	{ NS_tiff, "WhitePoint", "seq Rational", BOTH, NULL },
	{ NS_tiff, "PrimaryChromaticities", "seq Rational", BOTH, NULL },
	{ NS_tiff, "YCbCrCoefficients", "seq Rational", BOTH, NULL },
	{ NS_tiff, "ReferenceBlackWhite", "seq Rational", BOTH, NULL },
	{ NS_tiff, "DateTime", "Date", BOTH, NULL },
	{ NS_tiff, "ImageDescription", "Lang Alt", BOTH, NULL },
	{ NS_tiff, "Make", "ProperName", BOTH, NULL },
	{ NS_tiff, "Model", "ProperName", BOTH, NULL },
	{ NS_tiff, "Software", "AgentName", BOTH, NULL },
	{ NS_tiff, "Artist", "ProperName", BOTH, NULL },
	{ NS_tiff, "Copyright", "Lang Alt", BOTH, NULL },
	{ NS_exif, "ExifVersion", "Text", BOTH, "0210|0220" },
	{ NS_exif, "FlashpixVersion", "Text", BOTH, "0100" },
	{ NS_exif, "ColorSpace", "Integer", BOTH, "1|-32768|65535" },
	{ NS_exif, "ComponentsConfiguration", "seq Integer", BOTH, NULL },
	{ NS_exif, "CompressedBitsPerPixel", "Rational", BOTH, NULL },
	{ NS_exif, "PixelXDimension", "Integer", BOTH, NULL },
	{ NS_exif, "PixelYDimension", "Integer", BOTH, NULL },
	{ NS_exif, "MakerNote", "Text", Y04, NULL },
	{ NS_exif, "UserComment", "Lang Alt", BOTH, NULL },
	{ NS_exif, "RelatedSoundFile", "Text", BOTH, NULL },
	{ NS_exif, "DateTimeOriginal", "Date", BOTH, NULL },
	{ NS_exif, "DateTimeDigitized", "Date", BOTH, NULL },
	{ NS_exif, "ExposureTime", "Rational", BOTH, NULL },
	{ NS_exif, "FNumber", "Rational", BOTH, NULL },
	{ NS_exif, "ExposureProgram", "Integer", BOTH, "0|1|2|3|4|5|6|7|8" },
	{ NS_exif, "SpectralSensitivity", "Text", BOTH, NULL },
	{ NS_exif, "ISOSpeedRatings", "seq Integer", BOTH, NULL },
	{ NS_exif, "OECF", "OECF/SFR", BOTH, NULL },
	{ NS_exif, "ShutterSpeedValue", "Rational", BOTH, NULL },
	{ NS_exif, "ApertureValue", "Rational", BOTH, NULL },
	{ NS_exif, "BrightnessValue", "Rational", BOTH, NULL },
	{ NS_exif, "ExposureBiasValue", "Rational", BOTH, NULL },
	{ NS_exif, "MaxApertureValue", "Rational", BOTH, NULL },
	{ NS_exif, "SubjectDistance", "Rational", BOTH, NULL },
	{ NS_exif, "MeteringMode", "Integer", BOTH, "0|1|2|3|4|5|6|255" },
	{ NS_exif, "LightSource", "Integer", BOTH,
	    "0|1|2|3|4|9|10|11|12|13|14|15|17|18|19|20|21|22|23|24|"
	    "255" },
	{ NS_exif, "Flash", "Flash", BOTH, NULL },
	{ NS_exif, "FocalLength", "Rational", BOTH, NULL },
	{ NS_exif, "SubjectArea", "seq Integer", BOTH, NULL },
	{ NS_exif, "FlashEnergy", "Rational", BOTH, NULL },
	{ NS_exif, "SpatialFrequencyResponse", "OECF/SFR", BOTH, NULL },
	{ NS_exif, "FocalPlaneXResolution", "Rational", BOTH, NULL },
	{ NS_exif, "FocalPlaneYResolution", "Rational", BOTH, NULL },
	{ NS_exif, "FocalPlaneResolutionUnit", "Integer", BOTH, "2|3" },
	{ NS_exif, "SubjectLocation", "seq Integer", BOTH, NULL },
	{ NS_exif, "ExposureIndex", "Rational", BOTH, NULL },
	{ NS_exif, "SensingMethod", "Integer", BOTH, "1|2|3|4|5|7|8" },
	{ NS_exif, "FileSource", "Integer", BOTH, "3" },
	{ NS_exif, "SceneType", "Integer", BOTH, "1" },
	{ NS_exif, "CFAPattern", "CFAPattern", BOTH, NULL },
	{ NS_exif, "CustomRendered", "Integer", BOTH, "0|1" },
	{ NS_exif, "ExposureMode", "Integer", BOTH, "0|1|2" },
	{ NS_exif, "WhiteBalance", "Integer", BOTH, "0|1" },
	{ NS_exif, "DigitalZoomRatio", "Rational", BOTH, NULL },
	{ NS_exif, "FocalLengthIn35mmFilm", "Integer", BOTH, NULL },
	{ NS_exif, "SceneCaptureType", "Integer", BOTH, "0|1|2|3" },
	{ NS_exif, "GainControl", "Integer", BOTH, "0|1|2|3|4" },
	{ NS_exif, "Contrast", "Integer", BOTH, "0|1|2" },
	{ NS_exif, "Saturation", "Integer", BOTH, "0|1|2" },
	{ NS_exif, "Sharpness", "Integer", BOTH, "0|1|2" },
	{ NS_exif, "DeviceSettingDescription", "DeviceSettings", BOTH, NULL },
	{ NS_exif, "SubjectDistanceRange", "Integer", BOTH, "0|1|2|3" },
	{ NS_exif, "ImageUniqueID", "Text", BOTH, NULL },
	{ NS_exif, "GPSVersionID", "Text", BOTH, NULL },
	{ NS_exif, "GPSLatitude", "GPSCoordinate", BOTH, NULL },
	{ NS_exif, "GPSLongitude", "GPSCoordinate", BOTH, NULL },
	{ NS_exif, "GPSAltitudeRef", "Integer", BOTH, "0|1" },
	{ NS_exif, "GPSAltitude", "Rational", BOTH, NULL },
	{ NS_exif, "GPSTimeStamp", "Date", BOTH, NULL },
	{ NS_exif, "GPSSatellites", "Text", BOTH, NULL },
	{ NS_exif, "GPSStatus", "Text", BOTH, "A|V" },
	{ NS_exif, "GPSMeasureMode", "Text", BOTH, "2|3" },
	{ NS_exif, "GPSDOP", "Rational", BOTH, NULL },
	{ NS_exif, "GPSSpeedRef", "Text", BOTH, "K|M|N" },
	{ NS_exif, "GPSSpeed", "Rational", BOTH, NULL },
	{ NS_exif, "GPSTrackRef", "Text", BOTH, "T|M" },
	{ NS_exif, "GPSTrack", "Rational", BOTH, NULL },
	{ NS_exif, "GPSImgDirectionRef", "Text", BOTH, "T|M" },
	{ NS_exif, "GPSImgDirection", "Rational", BOTH, NULL },
	{ NS_exif, "GPSMapDatum", "Text", BOTH, NULL },
	{ NS_exif, "GPSDestLatitude", "GPSCoordinate", BOTH, NULL },
	{ NS_exif, "GPSDestLongitude", "GPSCoordinate", BOTH, NULL },
	{ NS_exif, "GPSDestBearingRef", "Text", BOTH, "T|M" },
	{ NS_exif, "GPSDestBearing", "Rational", BOTH, NULL },
	{ NS_exif, "GPSDestDistanceRef", "Text", BOTH, "K|M|N" },
	{ NS_exif, "GPSDestDistance", "Rational", BOTH, NULL },
	{ NS_exif, "GPSProcessingMethod", "Text", BOTH, NULL },
	{ NS_exif, "GPSAreaInformation", "Text", BOTH, NULL },
	{ NS_exif, "GPSDifferential", "Integer", BOTH, "0|1" },
	{ NS_aux, "Lens", "Text", Y05, NULL },
	{ NS_aux, "SerialNumber", "Text", Y05, NULL },
	{ NS_crs, "AutoBrightness", "Boolean", Y05, NULL },
	{ NS_crs, "AutoContrast", "Boolean", Y05, NULL },
	{ NS_crs, "AutoExposure", "Boolean", Y05, NULL },
	{ NS_crs, "AutoShadows", "Boolean", Y05, NULL },
	{ NS_crs, "BlueHue", "Integer", Y05, NULL },
	{ NS_crs, "BlueSaturation", "Integer", Y05, NULL },
	{ NS_crs, "Brightness", "Integer", Y05, NULL },
	{ NS_crs, "CameraProfile", "Text", Y05, NULL },
	{ NS_crs, "ChromaticAberrationB", "Integer", Y05, NULL },
	{ NS_crs, "ChromaticAberrationR", "Integer", Y05, NULL },
	{ NS_crs, "ColorNoiseReduction", "Integer", Y05, NULL },
	{ NS_crs, "Contrast", "Integer", Y05, NULL },
	{ NS_crs, "CropTop", "Real", Y05, NULL },
	{ NS_crs, "CropLeft", "Real", Y05, NULL },
	{ NS_crs, "CropBottom", "Real", Y05, NULL },
	{ NS_crs, "CropRight", "Real", Y05, NULL },
	{ NS_crs, "CropAngle", "Real", Y05, NULL },
	{ NS_crs, "CropWidth", "Real", Y05, NULL },
	{ NS_crs, "CropHeight", "Real", Y05, NULL },
	{ NS_crs, "CropUnits", "Integer", Y05, "0|1|2" },
	{ NS_crs, "Exposure", "Real", Y05, NULL },
	{ NS_crs, "GreenHue", "Integer", Y05, NULL },
	{ NS_crs, "GreenSaturation", "Integer", Y05, NULL },
	{ NS_crs, "HasCrop", "Boolean", Y05, NULL },
	{ NS_crs, "HasSettings", "Boolean", Y05, NULL },
	{ NS_crs, "LuminanceSmoothing", "Integer", Y05, NULL },
	{ NS_crs, "RawFileName", "Text", Y05, NULL },
	{ NS_crs, "RedHue", "Integer", Y05, NULL },
	{ NS_crs, "RedSaturation", "Integer", Y05, NULL },
	{ NS_crs, "Saturation", "Integer", Y05, NULL },
	{ NS_crs, "Shadows", "Integer", Y05, NULL },
	{ NS_crs, "ShadowTint", "Integer", Y05, NULL },
	{ NS_crs, "Sharpness", "Integer", Y05, NULL },
	{ NS_crs, "Temperature", "Integer", Y05, NULL },
	{ NS_crs, "Tint", "Integer", Y05, NULL },
	{ NS_crs, "ToneCurve", "seq Text", Y05, NULL },
	{ NS_crs, "ToneCurveName", "Text", Y05, NULL },
	{ NS_crs, "Version", "Text", Y05, NULL },
	{ NS_crs, "VignetteAmount", "Integer", Y05, NULL },
	{ NS_crs, "VignetteMidpoint", "Integer", Y05, NULL },
	{ NS_crs, "WhiteBalance", "Text", Y05, NULL },
	{ NS_xmpDM, "absPeakAudioFilePath", "URI", Y05, NULL },
	{ NS_xmpDM, "album", "Text", Y05, NULL },
	{ NS_xmpDM, "altTapeName", "Text", Y05, NULL },
	{ NS_xmpDM, "altTimecode", "Timecode", Y05, NULL },
	{ NS_xmpDM, "artist", "Text", Y05, NULL },
	{ NS_xmpDM, "audioChannelType", "Text", Y05, "Mono|Stereo|5.1|7.1" },
	{ NS_xmpDM, "audioCompressor", "Text", Y05, NULL },
	{ NS_xmpDM, "audioModDate", "Date", Y05, NULL },
	{ NS_xmpDM, "audioSampleRate", "Integer", Y05, NULL },
	{ NS_xmpDM, "audioSampleType", "Text", Y05,
	    "8Int|16Int|32Int|32Float" },
	{ NS_xmpDM, "beatSpliceParams", "beatSpliceStretch", Y05, NULL },
	{ NS_xmpDM, "composer", "Text", Y05, NULL },
	{ NS_xmpDM, "contributedMedia", "bag Media", Y05, NULL },
	{ NS_xmpDM, "copyright", "Text", Y05, NULL },
	{ NS_xmpDM, "duration", "Time", Y05, NULL },
	{ NS_xmpDM, "engineer", "Text", Y05, NULL },
	{ NS_xmpDM, "fileDataRate", "Rational", Y05, NULL },
	{ NS_xmpDM, "genre", "Text", Y05, NULL },
	{ NS_xmpDM, "instrument", "Text", Y05, NULL },
	{ NS_xmpDM, "introTime", "Time", Y05, NULL },
	{ NS_xmpDM, "key", "Text", Y05, "C|C#|D|D#|E|F|F#|G|G#|A|A#|B" },
	{ NS_xmpDM, "logComment", "Text", Y05, NULL },
	{ NS_xmpDM, "loop", "Boolean", Y05, NULL },
	{ NS_xmpDM, "markers", "seq Marker", Y05, NULL },
	{ NS_xmpDM, "metadataModDate", "Date", Y05, NULL },
	{ NS_xmpDM, "numberOfBeats", "Real", Y05, NULL },
	{ NS_xmpDM, "outCue", "Time", Y05, NULL },
	{ NS_xmpDM, "projectRef", "ProjectLink", Y05, NULL },
	{ NS_xmpDM, "pullDown", "Text", Y05,
	    "WSSWW|SSWWW|SWWWS|WWWSS|WWSSW|WSSWW_24p|SSWWW_24p|"
	    "SWWWS_24p|WWWSS_24p|WWSSW_24p" },
	{ NS_xmpDM, "relativePeakAudioFilePath", "URI", Y05, NULL },
	{ NS_xmpDM, "relativeTimestamp", "Time", Y05, NULL },
	{ NS_xmpDM, "releaseDate", "Date", Y05, NULL },
	{ NS_xmpDM, "resampleParams", "resampleStretch", Y05, NULL },
	{ NS_xmpDM, "scaleType", "Text", Y05, "Major|Minor|Both|Neither" },
	{ NS_xmpDM, "scene", "Text", Y05, NULL },
	{ NS_xmpDM, "shotDate", "Date", Y05, NULL },
	{ NS_xmpDM, "shotLocation", "Text", Y05, NULL },
	{ NS_xmpDM, "shotName", "Text", Y05, NULL },
	{ NS_xmpDM, "speakerPlacement", "Text", Y05, NULL },
	{ NS_xmpDM, "startTimecode", "Timecode", Y05, NULL },
	{ NS_xmpDM, "stretchMode", "Text", Y05,
	    "Fixed length|Time-Scale|Resample|Beat Splice|Hybrid" },
	{ NS_xmpDM, "tapeName", "Text", Y05, NULL },
	{ NS_xmpDM, "tempo", "Real", Y05, NULL },
	{ NS_xmpDM, "timeScaleParams", "timeScaleStretch", Y05, NULL },
	{ NS_xmpDM, "timeSignature", "Text", Y05,
	    "2/4|3/4|4/4|5/4|7/4|6/8|9/8|12/8|other" },
	{ NS_xmpDM, "trackNumber", "Integer", Y05, NULL },
	{ NS_xmpDM, "videoAlphaMode", "Text", Y05, "straight|pre-multiplied" },
	{ NS_xmpDM, "videoAlphaPremultipleColor", "Colorant", Y05, NULL },
	{ NS_xmpDM, "videoAlphaUnityIsTransparent", "Boolean", Y05, NULL },
	{ NS_xmpDM, "videoColorSpace", "Text", Y05, "sRGB|CCIR-601|CCIR-709" },
	{ NS_xmpDM, "videoCompressor", "Text", Y05, NULL },
	{ NS_xmpDM, "videoFieldOrder", "Text", Y05,
	    "Upper|Lower|Progressive" },
	{ NS_xmpDM, "videoFrameRate", "Text", Y05, "24|NTSC|PAL" },
	{ NS_xmpDM, "videoFrameSize", "Dimensions", Y05, NULL },
	{ NS_xmpDM, "videoModDate", "Date", Y05, NULL },
	{ NS_xmpDM, "videoPixelAspectRatio", "Rational", Y05, NULL },
	{ NS_xmpDM, "videoPixelDepth", "Text", Y05,
	    "8Int|16Int|32Int|32Float" },
	{ NS_pdfaid, "part", "Integer", BOTH, NULL },
	{ NS_pdfaid, "conformance", "Text", BOTH, "A|B|U" },
	{ NS_pdfaid, "amd", "Text", BOTH, NULL },
	{ NS_pdfaid, "corr", "Text", Y05, NULL },
};

/* value type, namespace of its fields, field, value type, values allowed */
static const struct pdf_xmp_row_field fields[] = {
	{ "Dimensions", NS_stDim, "w", "Real", NULL },
	{ "Dimensions", NS_stDim, "h", "Real", NULL },
	{ "Dimensions", NS_stDim, "unit", "Text", NULL },
	{ "Thumbnail", NS_xmpGImg, "height", "Integer", NULL },
	{ "Thumbnail", NS_xmpGImg, "width", "Integer", NULL },
	{ "Thumbnail", NS_xmpGImg, "format", "Text", NULL },
	{ "Thumbnail", NS_xmpGImg, "image", "Text", NULL },
	{ "ResourceEvent", NS_stEvt, "action", "Text", NULL },
	{ "ResourceEvent", NS_stEvt, "instanceID", "URI", NULL },
	{ "ResourceEvent", NS_stEvt, "parameters", "Text", NULL },
	{ "ResourceEvent", NS_stEvt, "softwareAgent", "AgentName", NULL },
	{ "ResourceEvent", NS_stEvt, "when", "Date", NULL },
	{ "ResourceRef", NS_stRef, "instanceID", "URI", NULL },
	{ "ResourceRef", NS_stRef, "documentID", "URI", NULL },
	{ "ResourceRef", NS_stRef, "versionID", "Text", NULL },
	{ "ResourceRef", NS_stRef, "renditionClass", "RenditionClass", NULL },
	{ "ResourceRef", NS_stRef, "renditionParams", "Text", NULL },
	{ "ResourceRef", NS_stRef, "manager", "AgentName", NULL },
	{ "ResourceRef", NS_stRef, "managerVariant", "Text", NULL },
	{ "ResourceRef", NS_stRef, "manageTo", "URI", NULL },
	{ "ResourceRef", NS_stRef, "manageUI", "URI", NULL },
	{ "Version", NS_stVer, "comments", "Text", NULL },
	{ "Version", NS_stVer, "event", "ResourceEvent", NULL },
	{ "Version", NS_stVer, "modifyDate", "Date", NULL },
	{ "Version", NS_stVer, "modifier", "ProperName", NULL },
	{ "Version", NS_stVer, "version", "Text", NULL },
	{ "Job", NS_stJob, "name", "Text", NULL },
	{ "Job", NS_stJob, "id", "Text", NULL },
	{ "Job", NS_stJob, "url", "URL", NULL },
	{ "Flash", NS_exif, "Fired", "Boolean", NULL },
	{ "Flash", NS_exif, "Return", "Integer", "0|2|3" },
	{ "Flash", NS_exif, "Mode", "Integer", "0|1|2|3" },
	{ "Flash", NS_exif, "Function", "Boolean", NULL },
	{ "Flash", NS_exif, "RedEyeMode", "Boolean", NULL },
	{ "OECF/SFR", NS_exif, "Columns", "Integer", NULL },
	{ "OECF/SFR", NS_exif, "Rows", "Integer", NULL },
	{ "OECF/SFR", NS_exif, "Names", "seq Text", NULL },
	{ "OECF/SFR", NS_exif, "Values", "seq Rational", NULL },
	{ "CFAPattern", NS_exif, "Columns", "Integer", NULL },
	{ "CFAPattern", NS_exif, "Rows", "Integer", NULL },
	{ "CFAPattern", NS_exif, "Values", "seq Integer", NULL },
	{ "DeviceSettings", NS_exif, "Columns", "Integer", NULL },
	{ "DeviceSettings", NS_exif, "Rows", "Integer", NULL },
	{ "DeviceSettings", NS_exif, "Settings", "seq Text", NULL },
	{ "Colorant", NS_xmpG, "swatchName", "Text", NULL },
	{ "Colorant", NS_xmpG, "mode", "Text", "CMYK|RGB|LAB" },
	{ "Colorant", NS_xmpG, "type", "Text", "PROCESS|SPOT" },
	{ "Colorant", NS_xmpG, "cyan", "Real", NULL },
	{ "Colorant", NS_xmpG, "magenta", "Real", NULL },
	{ "Colorant", NS_xmpG, "yellow", "Real", NULL },
	{ "Colorant", NS_xmpG, "black", "Real", NULL },
	{ "Colorant", NS_xmpG, "red", "Integer", NULL },
	{ "Colorant", NS_xmpG, "green", "Integer", NULL },
	{ "Colorant", NS_xmpG, "blue", "Integer", NULL },
	{ "Colorant", NS_xmpG, "L", "Real", NULL },
	{ "Colorant", NS_xmpG, "A", "Integer", NULL },
	{ "Colorant", NS_xmpG, "B", "Integer", NULL },
	{ "Font", NS_stFnt, "fontName", "Text", NULL },
	{ "Font", NS_stFnt, "fontFamily", "Text", NULL },
	{ "Font", NS_stFnt, "fontFace", "Text", NULL },
	{ "Font", NS_stFnt, "fontType", "Text", NULL },
	{ "Font", NS_stFnt, "versionString", "Text", NULL },
	{ "Font", NS_stFnt, "composite", "Boolean", NULL },
	{ "Font", NS_stFnt, "fontFileName", "Text", NULL },
	{ "Font", NS_stFnt, "childFontFiles", "seq Text", NULL },
	{ "beatSpliceStretch", NS_xmpDM, "useFileBeatsMarker", "Boolean", NULL },
	{ "beatSpliceStretch", NS_xmpDM, "riseInDecibel", "Real", NULL },
	{ "beatSpliceStretch", NS_xmpDM, "riseInTimeDuration", "Time", NULL },
	{ "Marker", NS_xmpDM, "comment", "Text", NULL },
	{ "Marker", NS_xmpDM, "duration", "Time", NULL },
	{ "Marker", NS_xmpDM, "location", "URI", NULL },
	{ "Marker", NS_xmpDM, "name", "Text", NULL },
	{ "Marker", NS_xmpDM, "startTime", "Time", NULL },
	{ "Marker", NS_xmpDM, "target", "Text", NULL },
	{ "Marker", NS_xmpDM, "type", "Text", "Chapter|Cue|Beat|Track|Index" },
	{ "Media", NS_xmpDM, "duration", "Time", NULL },
	{ "Media", NS_xmpDM, "managed", "Boolean", NULL },
	{ "Media", NS_xmpDM, "path", "URI", NULL },
	{ "Media", NS_xmpDM, "startTime", "Time", NULL },
	{ "Media", NS_xmpDM, "track", "Text", NULL },
	{ "Media", NS_xmpDM, "webStatement", "URI", NULL },
	{ "ProjectLink", NS_xmpDM, "path", "URI", NULL },
	{ "ProjectLink", NS_xmpDM, "type", "Text",
	    "movie|still|audio|custom" },
	{ "resampleStretch", NS_xmpDM, "quality", "Text", "High|Medium|Low" },
	{ "Time", NS_xmpDM, "scale", "Rational", NULL },
	{ "Time", NS_xmpDM, "value", "Integer", NULL },
	{ "Timecode", NS_xmpDM, "timeValue", "Text", NULL },
	{ "Timecode", NS_xmpDM, "timeFormat", "Text",
	    "24Timecode|25Timecode|2997DropTimecode|"
	    "2997NonDropTimecode|30Timecode|50Timecode|"
	    "5994DropTimecode|5994NonDropTimecode|60Timecode|"
	    "23976Timecode" },
	{ "timeScaleStretch", NS_xmpDM, "frameOverlappingPercentage", "Real", NULL },
	{ "timeScaleStretch", NS_xmpDM, "frameSize", "Real", NULL },
	{ "timeScaleStretch", NS_xmpDM, "quality", "Text", "High|Medium|Low" },
};
/* clang-format on */

const struct pdf_xmp_row *
pdf_xmp_row(const char *ns, const char *name, int edition)
{
	size_t i;

	for (i = 0; i < COUNT(properties); i++)
		if ((properties[i].editions & edition) &&
		    strcmp(properties[i].name, name) == 0 &&
		    strcmp(properties[i].ns, ns) == 0)
			return &properties[i];
	return NULL;
}

bool
pdf_xmp_known_schema(const char *ns, int edition)
{
	size_t i;

	for (i = 0; i < COUNT(properties); i++)
		if ((properties[i].editions & edition) &&
		    strcmp(properties[i].ns, ns) == 0)
			return true;
	return false;
}

const struct pdf_xmp_row_field *
pdf_xmp_fields(const char *type, size_t *n)
{
	const struct pdf_xmp_row_field *first = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < COUNT(fields); i++) {
		if (strcmp(fields[i].type, type) != 0)
			continue;
		if (first == NULL)
			first = &fields[i];
		++*n;
	}
	return first;
}
