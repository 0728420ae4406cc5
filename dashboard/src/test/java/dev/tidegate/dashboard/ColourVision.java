package dev.tidegate.dashboard;

/**
 * How people see colours: the usual way, and without one of the three kinds of cones. The matrices are those of severity 1.0 of
 * Machado, Oliveira, Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency. IEEE Transactions on
 * Visualization and Computer Graphics 15 (2009), 6; for parts of red, green and blue in proportion to the light.
 */
enum ColourVision {
    USUAL(1, 0, 0, 0, 1, 0, 0, 0, 1),
    PROTANOPIA(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    DEUTERANOPIA(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    TRITANOPIA(1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900);

    // Never handed out.
    @SuppressWarnings("ImmutableEnumChecker")
    private final double[] matrix;

    ColourVision(double... matrix) {
        this.matrix = matrix;
    }

    /** The colour that looks to others as this one does to who sees so. */
    Colour sees(Colour colour) {
        return new Colour(part(0, colour), part(3, colour), part(6, colour));
    }

    private double part(int row, Colour colour) {
        double part = matrix[row] * colour.red() + matrix[row + 1] * colour.green() + matrix[row + 2] * colour.blue();
        return Math.min(1, Math.max(0, part));
    }
}
