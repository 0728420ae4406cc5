package dev.tidegate.dashboard;

import java.util.stream.IntStream;

/** A colour by its parts of red, green and blue, from 0 to 1, in proportion to the light (sRGB, IEC 61966-2-1). */
record Colour(double red, double green, double blue) {

    /** @param hex {@code #rrggbb} */
    static Colour of(String hex) {
        double[] parts = IntStream.of(1, 3, 5)
                .mapToDouble(at -> Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0)
                .map(part -> part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4))
                .toArray();
        return new Colour(parts[0], parts[1], parts[2]);
    }

    /** How much lighter the lighter of both is, from 1 to 21: WCAG 2.2, contrast ratio. */
    double contrast(Colour other) {
        double lighter = Math.max(luminance(), other.luminance());
        double darker = Math.min(luminance(), other.luminance());
        return (lighter + 0.05) / (darker + 0.05);
    }

    private double luminance() {
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }

    /** How different both look; 1 is what is just seen side by side. */
    double difference(Colour other) {
        return Lab.of(this).difference(Lab.of(other));
    }

    /** CIE 1976 L*a*b* under D65. */
    record Lab(double light, double a, double b) {

        static Lab of(Colour colour) {
            double x =
                    cubeRoot((0.4124564 * colour.red + 0.3575761 * colour.green + 0.1804375 * colour.blue) / 0.95047);
            double y = cubeRoot(0.2126729 * colour.red + 0.7151522 * colour.green + 0.0721750 * colour.blue);
            double z =
                    cubeRoot((0.0193339 * colour.red + 0.1191920 * colour.green + 0.9503041 * colour.blue) / 1.08883);
            return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z));
        }

        private static double cubeRoot(double part) {
            return part > 216.0 / 24389 ? Math.cbrt(part) : (24389.0 / 27 * part + 16) / 116;
        }

        /**
         * CIEDE2000 as in Sharma, Wu, Dalal, The CIEDE2000 color-difference formula: implementation notes, supplementary test
         * data, and mathematical observations. Color Research and Application 30 (2005), equations 2 to 22.
         */
        double difference(Lab other) {
            double meanChroma = (Math.hypot(a, b) + Math.hypot(other.a, other.b)) / 2;
            double stretched = 1.5 - 0.5 * Math.sqrt(seventh(meanChroma));
            Lab one = new Lab(light, a * stretched, b);
            Lab two = new Lab(other.light, other.a * stretched, other.b);
            double lights = two.light - one.light;
            double chromas = two.chroma() - one.chroma();
            double turned = one.turnTo(two);
            double hues = 2 * Math.sqrt(one.chroma() * two.chroma()) * Math.sin(Math.toRadians(turned / 2));
            double light50 = Math.pow((one.light + two.light) / 2 - 50, 2);
            double chroma = (one.chroma() + two.chroma()) / 2;
            double hue = one.chroma() * two.chroma() == 0 ? one.hue() + two.hue() : one.hue() + turned / 2;
            double wave =
                    1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.20 * cos(4 * hue - 63);
            double ofLight = lights / (1 + 0.015 * light50 / Math.sqrt(20 + light50));
            double ofChroma = chromas / (1 + 0.045 * chroma);
            double ofHue = hues / (1 + 0.015 * chroma * wave);
            // The mean of the hues as it is between 0 and 360 degrees.
            double blue = 30 * Math.exp(-Math.pow(((hue + 360) % 360 - 275) / 25, 2));
            double rotation = -2 * Math.sqrt(seventh(chroma)) * Math.sin(Math.toRadians(2 * blue));
            return Math.sqrt(ofLight * ofLight + ofChroma * ofChroma + ofHue * ofHue + rotation * ofChroma * ofHue);
        }

        private double chroma() {
            return Math.hypot(a, b);
        }

        private double hue() {
            return chroma() == 0 ? 0 : (Math.toDegrees(Math.atan2(b, a)) + 360) % 360;
        }

        /** The shorter way around, in degrees. */
        private double turnTo(Lab other) {
            double turn = chroma() * other.chroma() == 0 ? 0 : other.hue() - hue();
            return turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
        }

        private static double seventh(double chroma) {
            return Math.pow(chroma, 7) / (Math.pow(chroma, 7) + Math.pow(25, 7));
        }

        private static double cos(double degrees) {
            return Math.cos(Math.toRadians(degrees));
        }
    }
}
