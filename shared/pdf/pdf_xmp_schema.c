/*
 * The table of XMP: schemas, properties, structures, and the type of each
 * value. Which values of a choice are allowed is not asked: the standard's
 * working group holds that to be no matter of conformance (TWG A020).
 * XMP Specification of January 2004 (ISO 19005-1) and of
 * September 2005 (ISO 19005-2 and -3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xmp_schema.h"

#include <string.h>
#include <strings.h>

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

/* namespace, property, value type, editions */
static const struct pdf_xmp_row properties[] = {
	{ NS_dc, "contributor", "bag ProperName", BOTH },
	{ NS_dc, "coverage", "Text", BOTH },
	{ NS_dc, "creator", "seq ProperName", BOTH },
	{ NS_dc, "date", "seq Date", BOTH },
	{ NS_dc, "description", "Lang Alt", BOTH },
	{ NS_dc, "format", "MIMEType", BOTH },
	{ NS_dc, "identifier", "Text", BOTH },
	{ NS_dc, "language", "bag Locale", BOTH },
	{ NS_dc, "publisher", "bag ProperName", BOTH },
	{ NS_dc, "relation", "bag Text", BOTH },
	{ NS_dc, "rights", "Lang Alt", BOTH },
	{ NS_dc, "source", "Text", BOTH },
	{ NS_dc, "subject", "bag Text", BOTH },
	{ NS_dc, "title", "Lang Alt", BOTH },
	{ NS_dc, "type", "bag Text", BOTH },
	{ NS_xmp, "Advisory", "bag Text", BOTH },
	{ NS_xmp, "BaseURL", "URL", BOTH },
	{ NS_xmp, "CreateDate", "Date", BOTH },
	{ NS_xmp, "CreatorTool", "AgentName", BOTH },
	{ NS_xmp, "Identifier", "bag Text", BOTH },
	{ NS_xmp, "MetadataDate", "Date", BOTH },
	{ NS_xmp, "ModifyDate", "Date", BOTH },
	{ NS_xmp, "Nickname", "Text", BOTH },
	{ NS_xmp, "Thumbnails", "alt Thumbnail", BOTH },
	{ NS_xmp, "Label", "Text", Y05 },
	{ NS_xmp, "Rating", "Real", Y05 },
	{ NS_xmpRights, "Certificate", "URL", BOTH },
	{ NS_xmpRights, "Marked", "Boolean", BOTH },
	{ NS_xmpRights, "Owner", "bag ProperName", BOTH },
	{ NS_xmpRights, "UsageTerms", "Lang Alt", BOTH },
	{ NS_xmpRights, "WebStatement", "URL", BOTH },
	{ NS_xmpMM, "DerivedFrom", "ResourceRef", BOTH },
	{ NS_xmpMM, "DocumentID", "URI", BOTH },
	{ NS_xmpMM, "History", "seq ResourceEvent", BOTH },
	{ NS_xmpMM, "InstanceID", "URI", BOTH },
	{ NS_xmpMM, "ManagedFrom", "ResourceRef", BOTH },
	{ NS_xmpMM, "Manager", "AgentName", BOTH },
	{ NS_xmpMM, "ManageTo", "URI", BOTH },
	{ NS_xmpMM, "ManageUI", "URI", BOTH },
	{ NS_xmpMM, "ManagerVariant", "Text", BOTH },
	{ NS_xmpMM, "RenditionClass", "RenditionClass", BOTH },
	{ NS_xmpMM, "RenditionParams", "Text", BOTH },
	{ NS_xmpMM, "VersionID", "Text", BOTH },
	{ NS_xmpMM, "Versions", "seq Version", BOTH },
	{ NS_xmpMM, "LastURL", "URL", BOTH },
	{ NS_xmpMM, "RenditionOf", "ResourceRef", BOTH },
	{ NS_xmpMM, "SaveID", "Integer", BOTH },
	{ NS_xmpBJ, "JobRef", "bag Job", BOTH },
	{ NS_xmpTPg, "MaxPageSize", "Dimensions", BOTH },
	{ NS_xmpTPg, "NPages", "Integer", BOTH },
	{ NS_xmpTPg, "Fonts", "bag Font", Y05 },
	{ NS_xmpTPg, "Colorants", "seq Colorant", Y05 },
	{ NS_xmpTPg, "PlateNames", "seq Text", Y05 },
	{ NS_pdf, "Keywords", "Text", BOTH },
	{ NS_pdf, "PDFVersion", "Text", BOTH },
	{ NS_pdf, "Producer", "AgentName", BOTH },
	{ NS_photoshop, "AuthorsPosition", "Text", BOTH },
	{ NS_photoshop, "CaptionWriter", "ProperName", BOTH },
	{ NS_photoshop, "Category", "Text", BOTH },
	{ NS_photoshop, "City", "Text", BOTH },
	{ NS_photoshop, "Country", "Text", BOTH },
	{ NS_photoshop, "Credit", "Text", BOTH },
	{ NS_photoshop, "DateCreated", "Date", BOTH },
	{ NS_photoshop, "Headline", "Text", BOTH },
	{ NS_photoshop, "Instructions", "Text", BOTH },
	{ NS_photoshop, "Source", "Text", BOTH },
	{ NS_photoshop, "State", "Text", BOTH },
	{ NS_photoshop, "SupplementalCategories", "Text", Y04 },
	{ NS_photoshop, "SupplementalCategories", "bag Text", Y05 },
	{ NS_photoshop, "TransmissionReference", "Text", BOTH },
	{ NS_photoshop, "Urgency", "Integer", BOTH },
	{ NS_tiff, "ImageWidth", "Integer", BOTH },
	{ NS_tiff, "ImageLength", "Integer", BOTH },
	{ NS_tiff, "BitsPerSample", "seq Integer", BOTH },
	{ NS_tiff, "Compression", "Integer", BOTH },
	{ NS_tiff, "PhotometricInterpretation", "Integer", BOTH },
	{ NS_tiff, "Orientation", "Integer", BOTH },
	{ NS_tiff, "SamplesPerPixel", "Integer", BOTH },
	{ NS_tiff, "PlanarConfiguration", "Integer", BOTH },
	{ NS_tiff, "YCbCrSubSampling", "seq Integer", BOTH },
	{ NS_tiff, "YCbCrPositioning", "Integer", BOTH },
	{ NS_tiff, "XResolution", "Rational", BOTH },
	{ NS_tiff, "YResolution", "Rational", BOTH },
	{ NS_tiff, "ResolutionUnit", "Integer", BOTH },
	{ NS_tiff, "TransferFunction", "seq Integer", BOTH },
	{ NS_tiff, "WhitePoint", "seq Rational", BOTH },
	{ NS_tiff, "PrimaryChromaticities", "seq Rational", BOTH },
	{ NS_tiff, "YCbCrCoefficients", "seq Rational", BOTH },
	{ NS_tiff, "ReferenceBlackWhite", "seq Rational", BOTH },
	{ NS_tiff, "DateTime", "Date", BOTH },
	{ NS_tiff, "ImageDescription", "Lang Alt", BOTH },
	{ NS_tiff, "Make", "ProperName", BOTH },
	{ NS_tiff, "Model", "ProperName", BOTH },
	{ NS_tiff, "Software", "AgentName", BOTH },
	{ NS_tiff, "Artist", "ProperName", BOTH },
	{ NS_tiff, "Copyright", "Lang Alt", BOTH },
	{ NS_exif, "ExifVersion", "Text", BOTH },
	{ NS_exif, "FlashpixVersion", "Text", BOTH },
	{ NS_exif, "ColorSpace", "Integer", BOTH },
	{ NS_exif, "ComponentsConfiguration", "seq Integer", BOTH },
	{ NS_exif, "CompressedBitsPerPixel", "Rational", BOTH },
	{ NS_exif, "PixelXDimension", "Integer", BOTH },
	{ NS_exif, "PixelYDimension", "Integer", BOTH },
	{ NS_exif, "MakerNote", "Text", Y04 },
	{ NS_exif, "UserComment", "Lang Alt", BOTH },
	{ NS_exif, "RelatedSoundFile", "Text", BOTH },
	{ NS_exif, "DateTimeOriginal", "Date", BOTH },
	{ NS_exif, "DateTimeDigitized", "Date", BOTH },
	{ NS_exif, "ExposureTime", "Rational", BOTH },
	{ NS_exif, "FNumber", "Rational", BOTH },
	{ NS_exif, "ExposureProgram", "Integer", BOTH },
	{ NS_exif, "SpectralSensitivity", "Text", BOTH },
	{ NS_exif, "ISOSpeedRatings", "seq Integer", BOTH },
	{ NS_exif, "OECF", "OECF/SFR", BOTH },
	{ NS_exif, "ShutterSpeedValue", "Rational", BOTH },
	{ NS_exif, "ApertureValue", "Rational", BOTH },
	{ NS_exif, "BrightnessValue", "Rational", BOTH },
	{ NS_exif, "ExposureBiasValue", "Rational", BOTH },
	{ NS_exif, "MaxApertureValue", "Rational", BOTH },
	{ NS_exif, "SubjectDistance", "Rational", BOTH },
	{ NS_exif, "MeteringMode", "Integer", BOTH },
	{ NS_exif, "LightSource", "Integer", BOTH },
	{ NS_exif, "Flash", "Flash", BOTH },
	{ NS_exif, "FocalLength", "Rational", BOTH },
	{ NS_exif, "SubjectArea", "seq Integer", BOTH },
	{ NS_exif, "FlashEnergy", "Rational", BOTH },
	{ NS_exif, "SpatialFrequencyResponse", "OECF/SFR", BOTH },
	{ NS_exif, "FocalPlaneXResolution", "Rational", BOTH },
	{ NS_exif, "FocalPlaneYResolution", "Rational", BOTH },
	{ NS_exif, "FocalPlaneResolutionUnit", "Integer", BOTH },
	{ NS_exif, "SubjectLocation", "seq Integer", BOTH },
	{ NS_exif, "ExposureIndex", "Rational", BOTH },
	{ NS_exif, "SensingMethod", "Integer", BOTH },
	{ NS_exif, "FileSource", "Integer", BOTH },
	{ NS_exif, "SceneType", "Integer", BOTH },
	{ NS_exif, "CFAPattern", "CFAPattern", BOTH },
	{ NS_exif, "CustomRendered", "Integer", BOTH },
	{ NS_exif, "ExposureMode", "Integer", BOTH },
	{ NS_exif, "WhiteBalance", "Integer", BOTH },
	{ NS_exif, "DigitalZoomRatio", "Rational", BOTH },
	{ NS_exif, "FocalLengthIn35mmFilm", "Integer", BOTH },
	{ NS_exif, "SceneCaptureType", "Integer", BOTH },
	{ NS_exif, "GainControl", "Integer", BOTH },
	{ NS_exif, "Contrast", "Integer", BOTH },
	{ NS_exif, "Saturation", "Integer", BOTH },
	{ NS_exif, "Sharpness", "Integer", BOTH },
	{ NS_exif, "DeviceSettingDescription", "DeviceSettings", BOTH },
	{ NS_exif, "SubjectDistanceRange", "Integer", BOTH },
	{ NS_exif, "ImageUniqueID", "Text", BOTH },
	{ NS_exif, "GPSVersionID", "Text", BOTH },
	{ NS_exif, "GPSLatitude", "GPSCoordinate", BOTH },
	{ NS_exif, "GPSLongitude", "GPSCoordinate", BOTH },
	{ NS_exif, "GPSAltitudeRef", "Integer", BOTH },
	{ NS_exif, "GPSAltitude", "Rational", BOTH },
	{ NS_exif, "GPSTimeStamp", "Date", BOTH },
	{ NS_exif, "GPSSatellites", "Text", BOTH },
	{ NS_exif, "GPSStatus", "Text", BOTH },
	{ NS_exif, "GPSMeasureMode", "Integer", Y04 },
	{ NS_exif, "GPSMeasureMode", "Text", Y05 },
	{ NS_exif, "GPSDOP", "Rational", BOTH },
	{ NS_exif, "GPSSpeedRef", "Text", BOTH },
	{ NS_exif, "GPSSpeed", "Rational", BOTH },
	{ NS_exif, "GPSTrackRef", "Text", BOTH },
	{ NS_exif, "GPSTrack", "Rational", BOTH },
	{ NS_exif, "GPSImgDirectionRef", "Text", BOTH },
	{ NS_exif, "GPSImgDirection", "Rational", BOTH },
	{ NS_exif, "GPSMapDatum", "Text", BOTH },
	{ NS_exif, "GPSDestLatitude", "GPSCoordinate", BOTH },
	{ NS_exif, "GPSDestLongitude", "GPSCoordinate", BOTH },
	{ NS_exif, "GPSDestBearingRef", "Text", BOTH },
	{ NS_exif, "GPSDestBearing", "Rational", BOTH },
	{ NS_exif, "GPSDestDistanceRef", "Text", BOTH },
	{ NS_exif, "GPSDestDistance", "Rational", BOTH },
	{ NS_exif, "GPSProcessingMethod", "Text", BOTH },
	{ NS_exif, "GPSAreaInformation", "Text", BOTH },
	{ NS_exif, "GPSDifferential", "Integer", BOTH },
	{ NS_aux, "Lens", "Text", Y05 },
	{ NS_aux, "SerialNumber", "Text", Y05 },
	{ NS_crs, "AutoBrightness", "Boolean", Y05 },
	{ NS_crs, "AutoContrast", "Boolean", Y05 },
	{ NS_crs, "AutoExposure", "Boolean", Y05 },
	{ NS_crs, "AutoShadows", "Boolean", Y05 },
	{ NS_crs, "BlueHue", "Integer", Y05 },
	{ NS_crs, "BlueSaturation", "Integer", Y05 },
	{ NS_crs, "Brightness", "Integer", Y05 },
	{ NS_crs, "CameraProfile", "Text", Y05 },
	{ NS_crs, "ChromaticAberrationB", "Integer", Y05 },
	{ NS_crs, "ChromaticAberrationR", "Integer", Y05 },
	{ NS_crs, "ColorNoiseReduction", "Integer", Y05 },
	{ NS_crs, "Contrast", "Integer", Y05 },
	{ NS_crs, "CropTop", "Real", Y05 },
	{ NS_crs, "CropLeft", "Real", Y05 },
	{ NS_crs, "CropBottom", "Real", Y05 },
	{ NS_crs, "CropRight", "Real", Y05 },
	{ NS_crs, "CropAngle", "Real", Y05 },
	{ NS_crs, "CropWidth", "Real", Y05 },
	{ NS_crs, "CropHeight", "Real", Y05 },
	{ NS_crs, "CropUnits", "Integer", Y05 },
	{ NS_crs, "Exposure", "Real", Y05 },
	{ NS_crs, "GreenHue", "Integer", Y05 },
	{ NS_crs, "GreenSaturation", "Integer", Y05 },
	{ NS_crs, "HasCrop", "Boolean", Y05 },
	{ NS_crs, "HasSettings", "Boolean", Y05 },
	{ NS_crs, "LuminanceSmoothing", "Integer", Y05 },
	{ NS_crs, "RawFileName", "Text", Y05 },
	{ NS_crs, "RedHue", "Integer", Y05 },
	{ NS_crs, "RedSaturation", "Integer", Y05 },
	{ NS_crs, "Saturation", "Integer", Y05 },
	{ NS_crs, "Shadows", "Integer", Y05 },
	{ NS_crs, "ShadowTint", "Integer", Y05 },
	{ NS_crs, "Sharpness", "Integer", Y05 },
	{ NS_crs, "Temperature", "Integer", Y05 },
	{ NS_crs, "Tint", "Integer", Y05 },
	{ NS_crs, "ToneCurve", "seq Text", Y05 },
	{ NS_crs, "ToneCurveName", "Text", Y05 },
	{ NS_crs, "Version", "Text", Y05 },
	{ NS_crs, "VignetteAmount", "Integer", Y05 },
	{ NS_crs, "VignetteMidpoint", "Integer", Y05 },
	{ NS_crs, "WhiteBalance", "Text", Y05 },
	{ NS_xmpDM, "absPeakAudioFilePath", "URI", Y05 },
	{ NS_xmpDM, "album", "Text", Y05 },
	{ NS_xmpDM, "altTapeName", "Text", Y05 },
	{ NS_xmpDM, "altTimecode", "Timecode", Y05 },
	{ NS_xmpDM, "artist", "Text", Y05 },
	{ NS_xmpDM, "audioChannelType", "Text", Y05 },
	{ NS_xmpDM, "audioCompressor", "Text", Y05 },
	{ NS_xmpDM, "audioModDate", "Date", Y05 },
	{ NS_xmpDM, "audioSampleRate", "Integer", Y05 },
	{ NS_xmpDM, "audioSampleType", "Text", Y05 },
	{ NS_xmpDM, "beatSpliceParams", "beatSpliceStretch", Y05 },
	{ NS_xmpDM, "composer", "Text", Y05 },
	{ NS_xmpDM, "contributedMedia", "bag Media", Y05 },
	{ NS_xmpDM, "copyright", "Text", Y05 },
	{ NS_xmpDM, "duration", "Time", Y05 },
	{ NS_xmpDM, "engineer", "Text", Y05 },
	{ NS_xmpDM, "fileDataRate", "Rational", Y05 },
	{ NS_xmpDM, "genre", "Text", Y05 },
	{ NS_xmpDM, "instrument", "Text", Y05 },
	{ NS_xmpDM, "introTime", "Time", Y05 },
	{ NS_xmpDM, "key", "Text", Y05 },
	{ NS_xmpDM, "logComment", "Text", Y05 },
	{ NS_xmpDM, "loop", "Boolean", Y05 },
	{ NS_xmpDM, "markers", "seq Marker", Y05 },
	{ NS_xmpDM, "metadataModDate", "Date", Y05 },
	{ NS_xmpDM, "numberOfBeats", "Real", Y05 },
	{ NS_xmpDM, "outCue", "Time", Y05 },
	{ NS_xmpDM, "projectRef", "ProjectLink", Y05 },
	{ NS_xmpDM, "pullDown", "Text", Y05 },
	{ NS_xmpDM, "relativePeakAudioFilePath", "URI", Y05 },
	{ NS_xmpDM, "relativeTimestamp", "Time", Y05 },
	{ NS_xmpDM, "releaseDate", "Date", Y05 },
	{ NS_xmpDM, "resampleParams", "resampleStretch", Y05 },
	{ NS_xmpDM, "scaleType", "Text", Y05 },
	{ NS_xmpDM, "scene", "Text", Y05 },
	{ NS_xmpDM, "shotDate", "Date", Y05 },
	{ NS_xmpDM, "shotLocation", "Text", Y05 },
	{ NS_xmpDM, "shotName", "Text", Y05 },
	{ NS_xmpDM, "speakerPlacement", "Text", Y05 },
	{ NS_xmpDM, "startTimecode", "Timecode", Y05 },
	{ NS_xmpDM, "stretchMode", "Text", Y05 },
	{ NS_xmpDM, "tapeName", "Text", Y05 },
	{ NS_xmpDM, "tempo", "Real", Y05 },
	{ NS_xmpDM, "timeScaleParams", "timeScaleStretch", Y05 },
	{ NS_xmpDM, "timeSignature", "Text", Y05 },
	{ NS_xmpDM, "trackNumber", "Integer", Y05 },
	{ NS_xmpDM, "videoAlphaMode", "Text", Y05 },
	{ NS_xmpDM, "videoAlphaPremultipleColor", "Colorant", Y05 },
	{ NS_xmpDM, "videoAlphaUnityIsTransparent", "Boolean", Y05 },
	{ NS_xmpDM, "videoColorSpace", "Text", Y05 },
	{ NS_xmpDM, "videoCompressor", "Text", Y05 },
	{ NS_xmpDM, "videoFieldOrder", "Text", Y05 },
	{ NS_xmpDM, "videoFrameRate", "Text", Y05 },
	{ NS_xmpDM, "videoFrameSize", "Dimensions", Y05 },
	{ NS_xmpDM, "videoModDate", "Date", Y05 },
	{ NS_xmpDM, "videoPixelAspectRatio", "Rational", Y05 },
	{ NS_xmpDM, "videoPixelDepth", "Text", Y05 },
	{ NS_pdfaid, "part", "Integer", BOTH },
	{ NS_pdfaid, "conformance", "Text", BOTH },
	{ NS_pdfaid, "amd", "Text", BOTH },
	{ NS_pdfaid, "corr", "Text", Y05 },
};

/* value type, namespace of its fields, field, value type */
static const struct pdf_xmp_row_field fields[] = {
	{ "Dimensions", NS_stDim, "w", "Real" },
	{ "Dimensions", NS_stDim, "h", "Real" },
	{ "Dimensions", NS_stDim, "unit", "Text" },
	{ "Thumbnail", NS_xmpGImg, "height", "Integer" },
	{ "Thumbnail", NS_xmpGImg, "width", "Integer" },
	{ "Thumbnail", NS_xmpGImg, "format", "Text" },
	{ "Thumbnail", NS_xmpGImg, "image", "Text" },
	{ "ResourceEvent", NS_stEvt, "action", "Text" },
	{ "ResourceEvent", NS_stEvt, "instanceID", "URI" },
	{ "ResourceEvent", NS_stEvt, "parameters", "Text" },
	{ "ResourceEvent", NS_stEvt, "softwareAgent", "AgentName" },
	{ "ResourceEvent", NS_stEvt, "when", "Date" },
	{ "ResourceRef", NS_stRef, "instanceID", "URI" },
	{ "ResourceRef", NS_stRef, "documentID", "URI" },
	{ "ResourceRef", NS_stRef, "versionID", "Text" },
	{ "ResourceRef", NS_stRef, "renditionClass", "RenditionClass" },
	{ "ResourceRef", NS_stRef, "renditionParams", "Text" },
	{ "ResourceRef", NS_stRef, "manager", "AgentName" },
	{ "ResourceRef", NS_stRef, "managerVariant", "Text" },
	{ "ResourceRef", NS_stRef, "manageTo", "URI" },
	{ "ResourceRef", NS_stRef, "manageUI", "URI" },
	{ "Version", NS_stVer, "comments", "Text" },
	{ "Version", NS_stVer, "event", "ResourceEvent" },
	{ "Version", NS_stVer, "modifyDate", "Date" },
	{ "Version", NS_stVer, "modifier", "ProperName" },
	{ "Version", NS_stVer, "version", "Text" },
	{ "Job", NS_stJob, "name", "Text" },
	{ "Job", NS_stJob, "id", "Text" },
	{ "Job", NS_stJob, "url", "URL" },
	{ "Flash", NS_exif, "Fired", "Boolean" },
	{ "Flash", NS_exif, "Return", "Text" },
	{ "Flash", NS_exif, "Mode", "Text" },
	{ "Flash", NS_exif, "Function", "Boolean" },
	{ "Flash", NS_exif, "RedEyeMode", "Boolean" },
	{ "OECF/SFR", NS_exif, "Columns", "Integer" },
	{ "OECF/SFR", NS_exif, "Rows", "Integer" },
	{ "OECF/SFR", NS_exif, "Names", "seq Text" },
	{ "OECF/SFR", NS_exif, "Values", "seq Rational" },
	{ "CFAPattern", NS_exif, "Columns", "Integer" },
	{ "CFAPattern", NS_exif, "Rows", "Integer" },
	{ "CFAPattern", NS_exif, "Values", "seq Integer" },
	{ "DeviceSettings", NS_exif, "Columns", "Integer" },
	{ "DeviceSettings", NS_exif, "Rows", "Integer" },
	{ "DeviceSettings", NS_exif, "Settings", "seq Text" },
	{ "Colorant", NS_xmpG, "swatchName", "Text" },
	{ "Colorant", NS_xmpG, "mode", "Text" },
	{ "Colorant", NS_xmpG, "type", "Text" },
	{ "Colorant", NS_xmpG, "cyan", "Real" },
	{ "Colorant", NS_xmpG, "magenta", "Real" },
	{ "Colorant", NS_xmpG, "yellow", "Real" },
	{ "Colorant", NS_xmpG, "black", "Real" },
	{ "Colorant", NS_xmpG, "red", "Integer" },
	{ "Colorant", NS_xmpG, "green", "Integer" },
	{ "Colorant", NS_xmpG, "blue", "Integer" },
	{ "Colorant", NS_xmpG, "L", "Real" },
	{ "Colorant", NS_xmpG, "A", "Integer" },
	{ "Colorant", NS_xmpG, "B", "Integer" },
	{ "Font", NS_stFnt, "fontName", "Text" },
	{ "Font", NS_stFnt, "fontFamily", "Text" },
	{ "Font", NS_stFnt, "fontFace", "Text" },
	{ "Font", NS_stFnt, "fontType", "Text" },
	{ "Font", NS_stFnt, "versionString", "Text" },
	{ "Font", NS_stFnt, "composite", "Boolean" },
	{ "Font", NS_stFnt, "fontFileName", "Text" },
	{ "Font", NS_stFnt, "childFontFiles", "seq Text" },
	{ "beatSpliceStretch", NS_xmpDM, "useFileBeatsMarker", "Boolean" },
	{ "beatSpliceStretch", NS_xmpDM, "riseInDecibel", "Real" },
	{ "beatSpliceStretch", NS_xmpDM, "riseInTimeDuration", "Time" },
	{ "Marker", NS_xmpDM, "comment", "Text" },
	{ "Marker", NS_xmpDM, "duration", "Any" },
	{ "Marker", NS_xmpDM, "location", "URI" },
	{ "Marker", NS_xmpDM, "name", "Text" },
	{ "Marker", NS_xmpDM, "startTime", "Any" },
	{ "Marker", NS_xmpDM, "target", "Text" },
	{ "Marker", NS_xmpDM, "type", "Text" },
	{ "Media", NS_xmpDM, "duration", "Time" },
	{ "Media", NS_xmpDM, "managed", "Boolean" },
	{ "Media", NS_xmpDM, "path", "URI" },
	{ "Media", NS_xmpDM, "startTime", "Time" },
	{ "Media", NS_xmpDM, "track", "Text" },
	{ "Media", NS_xmpDM, "webStatement", "URI" },
	{ "ProjectLink", NS_xmpDM, "path", "URI" },
	{ "ProjectLink", NS_xmpDM, "type", "Text" },
	{ "resampleStretch", NS_xmpDM, "quality", "Text" },
	{ "Time", NS_xmpDM, "scale", "Rational" },
	{ "Time", NS_xmpDM, "value", "Integer" },
	{ "Timecode", NS_xmpDM, "timeValue", "Text" },
	{ "Timecode", NS_xmpDM, "timeFormat", "Text" },
	{ "timeScaleStretch", NS_xmpDM, "frameOverlappingPercentage", "Real" },
	{ "timeScaleStretch", NS_xmpDM, "frameSize", "Real" },
	{ "timeScaleStretch", NS_xmpDM, "quality", "Text" },
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
pdf_xmp_structure(const char *type, int edition)
{
	const char *of;
	size_t i, n;

	if (pdf_xmp_fields(type, &n) == NULL)
		return false;
	for (i = 0; i < COUNT(properties); i++) {
		of = strrchr(properties[i].type, ' ');
		if ((properties[i].editions & edition) &&
		    strcasecmp(of ? of + 1 : properties[i].type, type) == 0)
			return true;
	}
	return false;
}

const struct pdf_xmp_row_field *
pdf_xmp_fields(const char *type, size_t *n)
{
	const struct pdf_xmp_row_field *first = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < COUNT(fields); i++) {
		if (strcasecmp(fields[i].type, type) != 0)
			continue;
		if (first == NULL)
			first = &fields[i];
		++*n;
	}
	return first;
}
