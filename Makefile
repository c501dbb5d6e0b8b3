# Installs what `npm run build` made; for BSD and GNU make.
#   make install DESTDIR= PREFIX=/usr/local ARCH=amd64

PREFIX = /usr/local
DESTDIR =
ARCH = amd64
EXECUTABLE = dist/ngbuddy-freebsd-$(ARCH)
COMPLETIONS = dist/completions
# The commands that the service takes, on one line.
COMMANDS = dist/service-commands
HOST_SCHEMA = dist/host.schema.json
CHECK_SCHEMA = dist/check.schema.json
OPENAPI = dist/openapi.json
DOCUMENT_SCHEMA = dist/document.schema.json

# What the scripts of services that daemon(8) keeps up have in common.
SUPERVISED = -e '/^%%SUPERVISED%%$$/r packaging/supervised.rc.in' -e '/^%%SUPERVISED%%$$/d'

SBIN = $(DESTDIR)$(PREFIX)/sbin
RCD = $(DESTDIR)$(PREFIX)/etc/rc.d
CNI = $(DESTDIR)$(PREFIX)/libexec/cni
MAN5 = $(DESTDIR)$(PREFIX)/share/man/man5
MAN8 = $(DESTDIR)$(PREFIX)/share/man/man8
EXAMPLES = $(DESTDIR)$(PREFIX)/share/examples/ngbuddy
DOC = $(DESTDIR)$(PREFIX)/share/doc/ngbuddy
BASH = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

all:
	@echo "npm run build makes the executables; then: make install PREFIX=$(PREFIX)"

install:
	mkdir -p $(SBIN) $(RCD) $(CNI) $(MAN5) $(MAN8) $(EXAMPLES) $(DOC)/licenses $(BASH) $(ZSH) $(FISH)
	install -m 755 $(EXECUTABLE) $(SBIN)/ngbuddy
	sed -e 's|%%PREFIX%%|$(PREFIX)|g' -e "s|%%COMMANDS%%|`cat $(COMMANDS)`|" packaging/ngbuddy.rc.in > $(RCD)/ngbuddy
	chmod 755 $(RCD)/ngbuddy
	sed $(SUPERVISED) -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/ngbuddy_agent.rc.in > $(RCD)/ngbuddy_agent
	chmod 755 $(RCD)/ngbuddy_agent
	sed $(SUPERVISED) -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/ngbuddy_monitor.rc.in > $(RCD)/ngbuddy_monitor
	chmod 755 $(RCD)/ngbuddy_monitor
	sed $(SUPERVISED) -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/ngbuddy_exporter.rc.in > $(RCD)/ngbuddy_exporter
	chmod 755 $(RCD)/ngbuddy_exporter
	sed -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/cni-plugin.in > $(CNI)/ngbuddy
	chmod 755 $(CNI)/ngbuddy
	sed -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/ngbuddy_nat.rc.in > $(RCD)/ngbuddy_nat
	chmod 755 $(RCD)/ngbuddy_nat
	sed -e 's|%%PREFIX%%|$(PREFIX)|g' packaging/ngbuddy_recover.rc.in > $(RCD)/ngbuddy_recover
	chmod 755 $(RCD)/ngbuddy_recover
	install -m 644 man/ngbuddy.8 $(MAN8)/ngbuddy.8
	install -m 644 man/ngbuddy.conf.5 $(MAN5)/ngbuddy.conf.5
	install -m 644 packaging/examples/jail.conf $(EXAMPLES)/jail.conf
	install -m 644 packaging/examples/ngbuddy.conflist $(EXAMPLES)/ngbuddy.conflist
	install -m 644 packaging/examples/devfs.rules $(EXAMPLES)/devfs.rules
	install -m 644 packaging/examples/grafana-dashboard.json $(EXAMPLES)/grafana-dashboard.json
	install -m 644 packaging/examples/prometheus-rules.yml $(EXAMPLES)/prometheus-rules.yml
	install -m 644 $(HOST_SCHEMA) $(EXAMPLES)/host.schema.json
	install -m 644 $(CHECK_SCHEMA) $(EXAMPLES)/check.schema.json
	install -m 644 $(OPENAPI) $(EXAMPLES)/openapi.json
	install -m 644 $(DOCUMENT_SCHEMA) $(EXAMPLES)/document.schema.json
	install -m 644 LICENSE $(DOC)/LICENSE
	install -m 644 NOTICE $(DOC)/NOTICE
	install -m 644 packaging/licenses/*.txt $(DOC)/licenses
	install -m 644 $(COMPLETIONS)/bash $(BASH)/ngbuddy
	install -m 644 $(COMPLETIONS)/zsh $(ZSH)/_ngbuddy
	install -m 644 $(COMPLETIONS)/fish $(FISH)/ngbuddy.fish
	install -m 644 $(COMPLETIONS)/tcsh $(EXAMPLES)/completion.tcsh

.PHONY: all install
