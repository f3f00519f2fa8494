package dev.referee.ec2;

import java.util.Optional;

/**
 * Is what instances are launched with: one version of a launch template, or a launch configuration.
 *
 * @param label what people call it, as in {@code version 3}
 * @param userData what runs at boot
 * @param instanceProfile the name or ARN of the profile whose role the script would use
 */
record Launch(String label, UserData userData, Optional<String> instanceProfile) {}
