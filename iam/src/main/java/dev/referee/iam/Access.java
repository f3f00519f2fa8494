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
 * <p>A policy that was not added counts as absent; an unreadable policy leaves open everything that
 * it could decide. A condition key is unknown until its values or its absence are set; keys that
 * follow from the principal itself, such as {@code aws:PrincipalArn}, are known. Nothing here calls
 * AWS. Immutable and thread-safe.
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

  /** Returns a builder for a principal without policies. */
  public static Builder of(Principal principal) {
    return new Builder(principal);
  }

  /**
   * Decides whether the principal may do something.
   *
   * <p>An ARN without an account, and {@code *}, belong to the principal's own account unless
   * {@link Builder#resourceAccount} says otherwise.
   *
   * @param action such as {@code ssm:UpdateInstanceInformation}
   * @param resource the ARN; {@code *} for an action without resources
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
   * <p>{@link Decision.Denied} means that there is no such request: nothing allows the action, or
   * it is denied for every resource without a condition. {@link Decision.CannotKnow} names the
   * statements that may allow some requests. The result is never {@link Decision.Allowed}. Policies
   * of resources and of VPC endpoints are not considered.
   *
   * @param action such as {@code ec2:RunInstances}
   */
  public Decision toAny(String action) {
    return new AnyRequest(action, policies).decide();
  }

  /** Returns the principal and the names of the policies, without their documents. */
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
     * Adds the policy of the resource. A KMS key and a role to be assumed always have one: without
     * it, it is unknown whether they may be used.
     */
    @CanIgnoreReturnValue
    public Builder resource(Policy policy) {
      return put(PolicyType.RESOURCE, policy);
    }

    /**
     * Adds the policy of the VPC endpoint that requests go through; without it they go through
     * none.
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

    /** Sets the account that owns the resource, if its ARN does not name it. */
    @CanIgnoreReturnValue
    public Builder resourceAccount(String account) {
      resourceAccount = account;
      return this;
    }

    /** Sets the values of a condition key in the request; without values it is absent. */
    @CanIgnoreReturnValue
    public Builder known(String key, String... values) {
      keys.put(key, ImmutableList.copyOf(values));
      return this;
    }

    /** Sets condition keys that are certainly absent from the request. */
    @CanIgnoreReturnValue
    public Builder absent(String... absent) {
      Arrays.stream(absent).forEach(this::known);
      return this;
    }

    /** Returns the access of the principal; the builder can be used further. */
    public Access build() {
      return new Access(this);
    }

    private Builder put(PolicyType type, Policy policy) {
      together.put(type, policy);
      return this;
    }
  }
}
