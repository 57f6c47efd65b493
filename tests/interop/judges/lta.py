#!/usr/bin/env python3
"""Ask pyHanko about the long term: does each signature hold now by what
stands in the document alone, and will it when signer's and time-stamp unit's
certificates are long over (EN 319 102-1 5.6.3, time stamps renewed until
then)?

	lta.py ROOT FILE…

Nothing is fetched. One JSON line per signature. Beyond the end of the issuing
CA (ten years) pyHanko does not look: it takes an expired certificate in the
middle of a chain for a broken chain and does not ask about the past.

SPDX-License-Identifier: Apache-2.0
"""

import asyncio
import datetime
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades, policy_decl
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO, CertRevTrustPolicy)
from pyhanko_certvalidator.registry import SimpleTrustManager

YEARS = 9


def spec(root):
    """Trust one root, require revocation data, fetch nothing."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO))
    return policy_decl.PdfSignatureValidationSpec(
        policy_decl.SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=policy_decl.RevocationInfoGatheringSpec(
                online_fetching_rule=(
                    policy_decl.RevinfoOnlineFetchingRule.LOCAL_ONLY))))


def word(result):
    """Name an outcome: PASSED, or what is wrong."""
    return getattr(result.ades_subindic, "name", str(result.ades_subindic))


async def main(root, files):
    """Judge every signature of every file."""
    s = spec(load_cert_from_pemder(root))
    later = (datetime.datetime.now(datetime.timezone.utc) +
             datetime.timedelta(days=365 * YEARS))
    for name in files:
        with open(name, "rb") as f:
            for sig in PdfFileReader(f).embedded_regular_signatures:
                now = await ades.ades_lta_validation(sig, s)
                then = await ades.simulate_future_ades_lta_validation(
                    sig, s, later)
                print(json.dumps({
                    "file": name, "field": sig.field_name,
                    "now": word(now), "later": word(then)}))


asyncio.run(main(sys.argv[1], sys.argv[2:]))
