/** run_rc_command of rc.subr(8), for scripts of rc.d that somebody has written: a function of the lab's sh, in its own language. A daemon does not stay in a lab, and so none is running. */
export const runRcCommand = `run_rc_command() {
	rc_arg=$1
	[ $# -eq 0 ] || shift
	rc_prefix= rc_fast= rc_force= rc_quiet=
	case $rc_arg in
	fast*) rc_prefix=fast rc_fast=yes rc_quiet=yes ;;
	force*) rc_prefix=force rc_force=yes ;;
	one*) rc_prefix=one rc_force=yes ;;
	quiet*) rc_prefix=quiet rc_quiet=yes ;;
	esac
	rc_arg=\${rc_arg#$rc_prefix}
	rc_extra_args="$*"
	_rc_words="start stop restart rcvar enable disable delete enabled describe extracommands"
	[ -z "$extra_commands" ] || _rc_words="$_rc_words $extra_commands"
	if [ -n "$command$pidfile$procname" ]; then
		_rc_words="$_rc_words status poll"
	elif [ -n "$status_cmd" ]; then
		_rc_words="$_rc_words status"
	fi
	_rc_known= _rc_usage=
	for _rc_word in $_rc_words; do
		[ "$_rc_word" != "$rc_arg" ] || _rc_known=yes
		_rc_usage="\${_rc_usage:+$_rc_usage|}$_rc_word"
	done
	if [ -z "$_rc_known" ]; then
		[ -z "$rc_arg" ] || echo "$0: unknown directive '$rc_arg'." >&2
		echo "Usage: $0 [fast|force|one|quiet]($_rc_usage)" >&2
		exit 1
	fi
	case $rc_arg in
	rcvar | delete | enable | describe | status | enabled | extracommands) ;;
	*)
		if [ -n "$rcvar" ] && [ -z "$rc_force" ] && ! checkyesno "$rcvar"; then
			[ -n "$rc_quiet" ] || echo "Cannot '$rc_arg' $name. Set $rcvar to YES in /etc/rc.conf or use 'one$rc_arg' instead of '$rc_arg'."
			return 0
		fi
		;;
	esac
	eval "_rc_cmd=\\$\${rc_arg}_cmd _rc_before=\\$\${rc_arg}_precmd _rc_after=\\$\${rc_arg}_postcmd"
	if [ -n "$_rc_cmd" ]; then
		if [ -n "$_rc_before" ]; then eval "$_rc_before $rc_extra_args" || return 1; fi
		eval "$_rc_cmd $rc_extra_args" || return 1
		if [ -n "$_rc_after" ]; then eval "$_rc_after $rc_extra_args" || return 1; fi
		return 0
	fi
	case $rc_arg in
	start)
		if [ -z "$command" ]; then return 0; fi
		if [ -n "$_rc_before" ]; then eval "$_rc_before $rc_extra_args" || return 1; fi
		startmsg "Starting \${name}."
		eval "rc_flags=\\\${\${name}_flags:-$flags}"
		eval "$command $rc_flags $command_args" || return 1
		if [ -n "$_rc_after" ]; then eval "$_rc_after $rc_extra_args"; fi
		;;
	stop)
		if [ -z "$command$pidfile$procname" ]; then return 0; fi
		echo "$name not running?\${pidfile:+ (check $pidfile).}" >&2
		return 1
		;;
	restart)
		( run_rc_command "\${rc_prefix}stop" $rc_extra_args )
		run_rc_command "\${rc_prefix}start" $rc_extra_args
		;;
	status)
		echo "$name is not running."
		return 1
		;;
	poll) ;;
	enabled)
		if [ -n "$rcvar" ]; then checkyesno "$rcvar"; fi
		;;
	rcvar)
		printf '# %s : %s\\n#\\n' "$name" "$desc"
		if [ -n "$rcvar" ]; then
			eval "_rc_value=\\$$rcvar"
			printf '%s="%s"\\n#   (default: "")\\n' "$rcvar" "$_rc_value"
		fi
		echo
		;;
	describe) echo "$desc" ;;
	extracommands) echo "$extra_commands" ;;
	enable) sysrc "$rcvar=YES" >/dev/null && echo "$name enabled in /etc/rc.conf" ;;
	disable) sysrc "$rcvar=NO" >/dev/null && echo "$name disabled in /etc/rc.conf" ;;
	delete) sysrc -x "$rcvar" && echo "$rcvar deleted in /etc/rc.conf" ;;
	esac
}
`;
