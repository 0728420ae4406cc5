/**
 * What happens in the shop: who visits when, looks at what, clicks and buys. Everything is drawn from the one
 * {@link java.util.Random} handed in, whose algorithm Java guarantees, so that a seed means the same events on every
 * machine and every JDK. {@link dev.tidegate.generator.shop.Events} is the door.
 */
package dev.tidegate.generator.shop;
