package dev.cdctl.model.digest;

import java.nio.ByteBuffer;

/**
 * SHA-256 (FIPS 180-4) for inputs that fit into memory. The JDK's own sets up its security providers at the first
 * digest, which takes a process that has just started as long as a dozen questions over HTTP; a few kilobytes take this
 * one a millisecond. What is large is digested by the JDK's, which is faster once it runs.
 */
public final class Sha256 {
    private static final int BLOCK = 64;
    /** A byte that ends the message, and eight for its length in bits. */
    private static final int PADDING = 9;

    private static final int ROUNDS = 64;

    /** The fractional parts of the square roots of the first 8 primes. */
    private static final int[] START = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    /** The fractional parts of the cube roots of the first 64 primes. */
    private static final int[] ROUND = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    private final int[] state = START.clone();
    private final int[] words = new int[ROUNDS];

    private Sha256() {}

    /** The 32 bytes of the digest. */
    public static byte[] of(byte[] message) {
        int blocks = (message.length + PADDING + BLOCK - 1) / BLOCK;
        ByteBuffer padded = ByteBuffer.allocate(blocks * BLOCK);
        padded.put(message).put((byte) 0x80);
        padded.putLong(padded.capacity() - Long.BYTES, message.length * 8L).rewind();
        Sha256 sha = new Sha256();
        while (padded.hasRemaining()) {
            sha.take(padded);
        }
        ByteBuffer digest = ByteBuffer.allocate(START.length * Integer.BYTES);
        for (int word : sha.state) {
            digest.putInt(word);
        }
        return digest.array();
    }

    /** The next block. */
    private void take(ByteBuffer block) {
        expand(block);
        int[] working = state.clone();
        for (int t = 0; t < ROUNDS; t++) {
            mix(working, ROUND[t] + words[t]);
        }
        for (int i = 0; i < state.length; i++) {
            state[i] += working[i];
        }
    }

    /** One round: the eight variables, named as in the standard, move on by one. */
    private static void mix(int[] working, int more) {
        int a = working[0];
        int b = working[1];
        int c = working[2];
        int e = working[4];
        int choice = (e & working[5]) ^ (~e & working[6]);
        int t1 = working[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + more;
        int majority = (a & b) ^ (a & c) ^ (b & c);
        System.arraycopy(working, 0, working, 1, working.length - 1);
        working[4] += t1;
        working[0] = t1 + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    }

    private void expand(ByteBuffer block) {
        for (int t = 0; t < BLOCK / Integer.BYTES; t++) {
            words[t] = block.getInt();
        }
        for (int t = BLOCK / Integer.BYTES; t < ROUNDS; t++) {
            int near = words[t - 2];
            int far = words[t - 15];
            words[t] = (turn(near, 17) ^ turn(near, 19) ^ near >>> 10)
                    + words[t - 7]
                    + (turn(far, 7) ^ turn(far, 18) ^ far >>> 3)
                    + words[t - 16];
        }
    }

    /** Written out: a method of the JDK is a call more as long as nothing is compiled. */
    private static int turn(int word, int right) {
        return word >>> right | word << -right;
    }
}
