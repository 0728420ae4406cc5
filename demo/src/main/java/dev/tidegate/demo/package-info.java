/**
 * The demo: starts database, generator, streaming job and dashboard as their users would, shows what goes on, and stops them in the
 * order that loses nothing. It looks at the job from outside, through the landing folder and the database.
 */
package dev.tidegate.demo;
