# What `cmake --install` lays down and `cpack -G DEB` packs. Two packages,
# because there are two readers of docs/operate.md: whoever keeps books on one
# machine wants the command, the whole suite in one process and a unit for it;
# whoever runs a cluster wants the three services, in images, where a unit has
# nothing to do. Every package is found whole by itself.
include(GNUInstallDirs)
set(packages ritornello ritornello-services)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT source)
# Pages for users; those whose names are in capitals are for who changes it.
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT ritornello
  FILES_MATCHING PATTERN [a-z]*.md PATTERN adr EXCLUDE
  PATTERN examples EXCLUDE)
# Programs that one of the pages is about.
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT ritornello PATTERN node_modules EXCLUDE
  PATTERN __pycache__ EXCLUDE)
# The manual of the API, and what clients are generated from.
install(DIRECTORY proto/ritornello
  DESTINATION ${CMAKE_INSTALL_DATADIR}/ritornello/proto COMPONENT ritornello
  FILES_MATCHING PATTERN *.proto)

set(debian ${PROJECT_SOURCE_DIR}/deploy/debian)
configure_file(${debian}/ritornello.service.in ritornello.service @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ritornello.service
  DESTINATION lib/systemd/system COMPONENT ritornello)
install(FILES ${debian}/ritornello.default RENAME ritornello
  DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/default COMPONENT ritornello)

# What Debian asks of every package.
set(changelog ${PROJECT_BINARY_DIR}/changelog.gz)
add_custom_command(OUTPUT ${changelog}
  COMMAND gzip -9nc ${debian}/changelog > ${changelog}
  DEPENDS ${debian}/changelog VERBATIM)
add_custom_target(changelog ALL DEPENDS ${changelog})
foreach(package IN LISTS packages)
  install(FILES ${debian}/copyright ${changelog}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${package})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR Ritornello)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
# The unit names its program: both go where this build was configured for.
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL ${packages})
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER
  "The Ritornello authors <ritornello@example.com>")

set(CPACK_DEBIAN_RITORNELLO_PACKAGE_NAME ritornello)
set(CPACK_DEBIAN_RITORNELLO_PACKAGE_CONTROL_EXTRA
  ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_DEBIAN_RITORNELLO_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_COMPONENT_RITORNELLO_DESCRIPTION
"measures, catalogues and accounts for music on one machine
Measures the audio of a back catalogue, tells which of its tracks are ready
for which stock-music library and what must be fixed, and divides what comes
back among those who own it.

The command `ritornello`, and the whole suite as one process that keeps its
SQLite files in one folder. A unit for systemd is there and not enabled.")

set(CPACK_DEBIAN_RITORNELLO-SERVICES_PACKAGE_NAME ritornello-services)
set(CPACK_COMPONENT_RITORNELLO-SERVICES_DESCRIPTION
"three services of Ritornello, for clusters
The programs ritornello-analysis, ritornello-catalog and
ritornello-royalties, which talk gRPC and keep what they know in PostgreSQL.
Images are made of this package.")
include(CPack)
