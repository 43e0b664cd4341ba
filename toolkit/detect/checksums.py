"""The check digits of numbers that name a person, an account or a firm."""

from datetime import date

# Provinces of the administrative division codes, GB/T 2260; 83 is issued to residents from Taiwan.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
    + "71 81 82 83 91".split()
)
# GB 32100-2015: digits and capitals without I, O, S, V and Z.
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NATIONAL = "10"  # bodies of the whole country stand under no province
_ID_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_id_card(number: str) -> bool:
    """Whether 18 characters are a resident identity card number: a province, a real birthday, the check digit.

    GB 11643-1999; the check digit is ISO 7064 MOD 11-2.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_ID_CARD_WEIGHTS, number[:17], strict=True))
    return (
        number[:2] in _PROVINCES
        and is_day(number[6:14])
        and number[6:8] in ("18", "19", "20")
        and number[17].upper() == "10X98765432"[total % 11]
    )


def is_old_id_card(number: str) -> bool:
    """Whether 15 digits are an identity card number of the form before 1999, which has no check digit."""
    return number[:2] in _PROVINCES and is_day("19" + number[6:12])


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the calendar, `20240229`."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others, ISO/IEC 7812-1 annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code: a place, and the check character of GB 32100-2015.

    All characters are of its alphabet; the check is the sum of each value times 3 to the power of its place, modulo 31.
    """
    values = [_CREDIT_CHARACTERS.index(char) for char in code]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (code[2:4] in _PROVINCES or code[2:4] == _NATIONAL) and (total + values[17]) % 31 == 0
