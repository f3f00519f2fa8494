package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;

/** The known container images: Docker's official ones and those of AWS. */
final class Images {
  private static final ImmutableList<String> KNOWN =
      ImmutableList.of(
          "library/",
          "docker.io/library/",
          "public.ecr.aws/docker/library/",
          "public.ecr.aws/amazon",
          "public.ecr.aws/aws-",
          "public.ecr.aws/ecs/",
          "public.ecr.aws/eks/",
          "amazon/");

  private Images() {}

  /**
   * Returns whether Docker or AWS publishes the image: an official one has no owner in its name.
   */
  static boolean isKnown(String image) {
    if (Marks.ANY.matchesAnyOf(image)) {
      return false;
    }
    return image.indexOf('/') < 0 || KNOWN.stream().anyMatch(image::startsWith);
  }
}
