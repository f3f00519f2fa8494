package dev.referee.iam;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The actions that a principal may perform, by all policies that apply.
 *
 * <pre>{@code
 * Decisions decisions =
 *     Access.of(Principal.role("arn:aws:iam::111122223333:role/agent"))
 *         .identity(Policy.of("inline policy 'agent'", document))
 *         .boundary(Policy.unreadable("managed policy 'edge'", "iam:GetPolicy was denied"))
 *         .absent("aws:SourceVpce")
 *         .build()
 *         .to(List.of("ssm:UpdateInstanceInformation", "ssmmessages:OpenDataChannel"), "*");
 * }</pre>
 *
 * <p>A policy that is not given is not there; one that is unreadable leaves open whatever it could
 * decide. A condition key is unknown until its values or its absence are told; what follows from
 * the principal itself, such as {@code aws:PrincipalArn}, is known. Nothing here asks AWS.
 * Immutable and thread-safe.
 */
public final class Access {
  private final Principal principal;
  private final String resourceAccount;
  private final ImmutableListMultimap<PolicyType, Collection<Policy>> policies;
  private final RequestContext context;

  private Access(Builder builder) {
    this.principal = builder.principal;
    this.resourceAccount = builder.resourceAccount;
    this.context = RequestContext.of(List.of(principal.keys(), builder.keys));
    ImmutableListMultimap.Builder<PolicyType, Collection<Policy>> policies =
        ImmutableListMultimap.builder();
    builder
        .together
        .asMap()
        .forEach((type, each) -> policies.put(type, ImmutableList.copyOf(each)));
    this.policies = policies.putAll(builder.levels).build();
  }

  /** Returns a builder for a principal, to whom no policy is given yet. */
  public static Builder of(Principal principal) {
    return new Builder(principal);
  }

  /**
   * Decides whether the principal may do something.
   *
   * <p>An ARN without an account, and {@code *}, are of the principal's own account unless {@link
   * Builder#resourceAccount} says otherwise.
   *
   * @param action such as {@code ssm:UpdateInstanceInformation}
   * @param resource the ARN; {@code *} for an action that knows no resources
   */
  public Decision to(String action, String resource) {
    Request request = new Request(principal, action, resource, context);
    String account = resourceAccount.isEmpty() ? request.accountOfResource() : resourceAccount;
    return new EvaluationLogic(request, new Evaluator(request, policies), account).decide();
  }

  /** Decides the same for several actions on one resource. */
  public Decisions to(Collection<String> actions, String resource) {
    Map<String, Decision> decisions = new LinkedHashMap<>();
    actions.forEach(each -> decisions.put(each, to(each, resource)));
    return new Decisions(decisions);
  }

  /**
   * Decides whether the principal may do something to any resource at all, in any context.
   *
   * <p>{@link Decision.Denied} says that there is no such request: nothing allows the action, or it
   * is denied for every resource without a condition. {@link Decision.CannotKnow} names the
   * statements that may allow some. It is never {@link Decision.Allowed}. Policies of resources and
   * of VPC endpoints are not looked at.
   *
   * @param action such as {@code ec2:RunInstances}
   */
  public Decision toAny(String action) {
    return new AnyRequest(action, policies).decide();
  }

  /** Returns who it is about and by which policies, without their documents. */
  @Override
  public String toString() {
    return principal + " by " + policies;
  }

  /** A builder of an access from policies and known condition keys, for one thread. */
  public static final class Builder {
    private final Principal principal;
    private final ListMultimap<PolicyType, Policy> together =
        MultimapBuilder.enumKeys(PolicyType.class).arrayListValues().build();
    private final ListMultimap<PolicyType, Collection<Policy>> levels =
        MultimapBuilder.enumKeys(PolicyType.class).arrayListValues().build();
    private final Map<String, List<String>> keys = new LinkedHashMap<>();
    private String resourceAccount = "";

    private Builder(Principal principal) {
      this.principal = principal;
    }

    /** Adds a policy of the user or the role: managed, inline, or of a group. */
    @CanIgnoreReturnValue
    public Builder identity(Policy policy) {
      return put(PolicyType.IDENTITY, policy);
    }

    /** Adds the permissions boundary of the user or the role. */
    @CanIgnoreReturnValue
    public Builder boundary(Policy policy) {
      return put(PolicyType.PERMISSIONS_BOUNDARY, policy);
    }

    /** Adds a policy that was passed when the session began. */
    @CanIgnoreReturnValue
    public Builder session(Policy policy) {
      return put(PolicyType.SESSION, policy);
    }

    /**
     * Adds the policy of the resource. A KMS key and a role that is to be assumed always have one:
     * without it, it cannot be known whether they may be used.
     */
    @CanIgnoreReturnValue
    public Builder resource(Policy policy) {
      return put(PolicyType.RESOURCE, policy);
    }

    /**
     * Adds the policy of the VPC endpoint that requests pass; without one they pass none.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint
     *     policies</a>
     */
    @CanIgnoreReturnValue
    public Builder endpoint(Policy policy) {
      return put(PolicyType.VPC_ENDPOINT, policy);
    }

    /**
     * Adds the service control policies of one level: the organisation's root, a unit, or the
     * principal's account. Every level has to allow.
     */
    @CanIgnoreReturnValue
    public Builder serviceControl(Policy... level) {
      levels.put(PolicyType.SERVICE_CONTROL, ImmutableList.copyOf(level));
      return this;
    }

    /** Adds the resource control policies of one level above, or of, the resource's account. */
    @CanIgnoreReturnValue
    public Builder resourceControl(Policy... level) {
      levels.put(PolicyType.RESOURCE_CONTROL, ImmutableList.copyOf(level));
      return this;
    }

    /** Tells the account that owns the resource, where its ARN does not name it. */
    @CanIgnoreReturnValue
    public Builder resourceAccount(String account) {
      resourceAccount = account;
      return this;
    }

    /** Tells the values of a condition key in the request; none mean that it is absent. */
    @CanIgnoreReturnValue
    public Builder known(String key, String... values) {
      keys.put(key, ImmutableList.copyOf(values));
      return this;
    }

    /** Tells which condition keys are surely not in the request. */
    @CanIgnoreReturnValue
    public Builder absent(String... absent) {
      Arrays.stream(absent).forEach(this::known);
      return this;
    }

    /** Returns what the principal may do; the builder can go on. */
    public Access build() {
      return new Access(this);
    }

    private Builder put(PolicyType type, Policy policy) {
      together.put(type, policy);
      return this;
    }
  }
}
