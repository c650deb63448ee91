package dev.cdctl.supply.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;

/** The curve P-256 (FIPS 186-5, also secp256r1 and prime256v1), the only one that is used here. */
final class Curve {
    private static final BigInteger TWO = BigInteger.valueOf(2);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private Curve() {}

    /** Whether a key is on it. */
    static boolean has(ECKey key) throws GeneralSecurityException {
        ECParameterSpec own = parameters();
        ECParameterSpec other = key.getParams();
        return other.getCurve().equals(own.getCurve())
                && other.getGenerator().equals(own.getGenerator())
                && other.getOrder().equals(own.getOrder());
    }

    /**
     * The public key that belongs to a private one, which the JDK does not tell: the generator times the number that is
     * the private key. It is computed once in a process of the user's own, so the time that it takes may depend on the
     * key.
     */
    static PublicKey publicKey(ECPrivateKey key) throws GeneralSecurityException {
        ECParameterSpec curve = parameters();
        ECPoint point = ECPoint.POINT_INFINITY;
        for (int bit = key.getS().bitLength() - 1; bit >= 0; bit--) {
            point = sum(curve, point, point);
            if (key.getS().testBit(bit)) {
                point = sum(curve, point, curve.getGenerator());
            }
        }
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    /** The sum of two points in affine coordinates (SEC 1, section 2.2.1). */
    private static ECPoint sum(ECParameterSpec curve, ECPoint a, ECPoint b) {
        if (a.equals(ECPoint.POINT_INFINITY)) {
            return b;
        }
        if (b.equals(ECPoint.POINT_INFINITY)) {
            return a;
        }
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = a.getAffineX();
        BigInteger y = a.getAffineY();
        if (x.equals(b.getAffineX()) && !y.equals(b.getAffineY())) {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger slope = a.equals(b)
                ? x.pow(2)
                        .multiply(THREE)
                        .add(curve.getCurve().getA())
                        .multiply(TWO.multiply(y).modInverse(p))
                : b.getAffineY().subtract(y).multiply(b.getAffineX().subtract(x).modInverse(p));
        BigInteger sumX = slope.pow(2).subtract(x).subtract(b.getAffineX()).mod(p);
        return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(p));
    }

    private static ECParameterSpec parameters() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }
}
