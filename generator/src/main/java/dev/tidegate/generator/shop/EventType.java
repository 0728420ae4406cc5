package dev.tidegate.generator.shop;

/** What a visitor does with a product; in this order, each step rarer than the one before. */
public enum EventType {
    VIEW("view"),
    CLICK("click"),
    CART("cart"),
    REMOVE("remove"),
    CHECKOUT("checkout"),
    BUY("buy"),
    REFUND("refund");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** The word that stands in a file. */
    public String word() {
        return word;
    }
}
