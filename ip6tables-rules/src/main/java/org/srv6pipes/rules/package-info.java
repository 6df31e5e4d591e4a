/**
 * What a role changes on its host, as values: firewall chains, policy rules, routes and sysctls.
 *
 * <p>A {@link org.srv6pipes.rules.HostPlan} says what a role wants; {@link
 * org.srv6pipes.rules.HostRules} applies it, compares it with the host, and takes back exactly that
 * part of it which it made itself, also for an instance that was killed.
 */
package org.srv6pipes.rules;
