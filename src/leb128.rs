//! Numbers of seven bits a byte, the lowest first, whose last byte is less than 128
//! (LEB128): the smaller a number, the fewer its bytes.

/// Adds a number.
pub fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Takes the number that some bytes begin with; `None` when they end within it, or it
/// is greater than 64 bits hold.
#[inline]
pub fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7F);
        if bits.leading_zeros() < shift {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_cut_or_too_great_is_no_number() {
        let mut greatest = Vec::new();
        write(&mut greatest, u64::MAX);
        assert_eq!(read(&mut &greatest[..]), Some(u64::MAX));
        assert_eq!(read(&mut &greatest[..9]), None);
        assert_eq!(read(&mut &[0xFF; 12][..]), None);
        greatest[9] = 2;
        assert_eq!(read(&mut &greatest[..]), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in any::<u64>(), by in 0..64_u32, more in any::<u8>()) {
            let mut bytes = Vec::new();
            write(&mut bytes, number >> by);
            bytes.push(more);
            let mut rest = &bytes[..];
            prop_assert_eq!(read(&mut rest), Some(number >> by));
            prop_assert_eq!(rest, [more]);
        }
    }
}
