"""The catalogue and the royalties on each of the two databases, with nothing
measured beside them."""

import deployment
import measure

DATABASES = ("SQLite", "PostgreSQL")


class Suite(deployment.Deployment):
    """Both write to the disk before they answer, as in production."""

    def __init__(self, database):
        super().__init__(measure.PROGRAMS)
        self.postgres = None
        if database == "PostgreSQL":
            self.postgres = deployment.PrivatePostgres(fsync="on")
        catalog = f"unix:{self.folder}/catalog.sock"
        royalties = f"unix:{self.folder}/royalties.sock"
        self.addresses = {"account": catalog, "catalog": catalog,
                          "party": catalog, "track": catalog,
                          "deal": royalties, "ledger": royalties,
                          "statement": royalties}
        self.start("catalog", "ritornello-catalog", "--listen", catalog,
                   "--database", self.url("catalog"), "--analysis",
                   f"unix:{self.folder}/nobody", "--dispatch_thread_count",
                   "0", "--log_calls=false")
        self.start("royalties", "ritornello-royalties", "--listen", royalties,
                   "--database", self.url("royalties"), "--catalog", catalog,
                   "--log_calls=false")
        self.wait_until_up("account", "ledger")

    def url(self, name):
        if self.postgres:
            return self.postgres.url(name)
        return f"sqlite:{self.folder}/{name}.db"

    def server_for(self, noun):
        return self.addresses[noun]

    def cpu_seconds(self, name):
        """What the server `name` has used, and its database with it."""
        servers = [self.processes[name].pid]
        if self.postgres:
            servers.append(self.postgres.process.pid)
        return sum(map(measure.cpu_seconds_of, servers))

    def close(self):
        try:
            super().close()
        finally:
            if self.postgres:
                self.postgres.close()
