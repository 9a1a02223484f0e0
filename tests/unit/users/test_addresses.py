"""One mailbox is one account, and no two addresses look alike."""

import pytest

from users.account import parse_email


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Zoe@Example.COM", "zoe@example.com"),
        ("\N{KELVIN SIGN}ate@example.com", "kate@example.com"),
        ("zoe@\uff25xample.com", "zoe@example.com"),
        ("zoe@example\u3002com", "zoe@example.com"),
        ("zoe@café.fr", "zoe@xn--caf-dma.fr"),
        ("zoe@cafe\u0301.fr", "zoe@xn--caf-dma.fr"),
        ("zoe@XN--CAF-DMA.fr", "zoe@xn--caf-dma.fr"),
        # a Cyrillic letter in the place of an a: another domain, and it shows
        ("zoe@ex\u0430mple.com", "zoe@xn--exmple-4nf.com"),
    ],
)
def test_an_address_is_kept_as_dns_has_it(written, kept):
    assert parse_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "z\u043e\u0435@example.com",  # two Cyrillic letters
        "z\u00f6e@example.com",
        "zoe\u0131@example.com",  # a dotless i
        "zoe\u200b@example.com",
        "zoe\u202e@example.com",
        "zoe@\u200d.com",
        "zoe@exam ple.com",
        "zoe@" + "a" * 64 + ".com",
        "zoe@example..com",
        "zoe@.com",
        "a@b@example.com",
        "\ud800@example.com",
    ],
)
def test_what_may_pass_for_another_is_refused(written):
    with pytest.raises(ValueError, match=r"e-mail|ASCII"):
        parse_email(written)
